import TaproomHTTP
import Testing

/// The expectation 100-continue (RFC 9110 §10.1.1).
@Suite struct ExpectationTests {
    private func expectsContinue(_ version: String, _ lines: String = "Expect: 100-continue\r\n") -> Bool? {
        var parser = RequestParser()
        var head = RequestHead()
        let bytes = Array("POST / HTTP/\(version)\r\nHost: a\r\n\(lines)Content-Length: 5\r\n\r\n".utf8)
        guard case .done = parser.parse(bytes.span, into: &head) else { return nil }
        return head.expectsContinue
    }

    @Test func aClientOfHTTP11ThatWaitsIsTold() {
        #expect(expectsContinue("1.1") == true)
        #expect(expectsContinue("1.1", "") == false)
    }

    @Test func aClientOfHTTP10IsToldNothing() {
        #expect(expectsContinue("1.0") == false)
    }
}
