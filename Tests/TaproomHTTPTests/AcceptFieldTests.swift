import Testing

@testable import TaproomHTTP

@Suite struct AcceptFieldTests {
    @Test(arguments: [
        ("1", 1000), ("0", 0), ("0.5", 500), ("0.", 0), ("1.000", 1000), ("0.001", 1), ("0.0009", 0), ("0.12345", 123),
        ("7", 1000), ("1.5", 1000), ("99999999999999999999", 1000),
    ])
    func aWeightIsADecimalNumberUpToOne(text: String, weight: Int) {
        #expect(AcceptField("text/html;q=\(text)").weight(ofType: "text/html") == weight)
    }

    @Test(arguments: ["", ".5", "1e-1", "0x1", "+1", "-1", "nan", "inf", "0.5.5", "½", "high"])
    func anotherTextAcceptsNothing(text: String) {
        #expect(AcceptField("text/html;q=\(text)").weight(ofType: "text/html") == 0)
    }
}
