@testable import TaproomHTTP

extension FuzzTarget {
    /// A text in a header adds no line to it.
    static let response = FuzzTarget(name: "response") { bytes in
        let texts = bytes.parts(by: 0xff, atMost: 4).map { String(decoding: $0, as: UTF8.self) }
        let value = texts[0]
        var fields = HeaderFields()
        fields["Location"] = value
        fields.append("X-Second", texts.last ?? "")
        fields.appendElement(value, to: "Vary")
        fields.append(EncodedHeaders(["X-Block": value]))
        var cookie = Cookie("c", texts.last ?? "", path: nil)
        cookie.path = value
        fields.append("Set-Cookie", cookie.text)
        if let name = FieldName(value) { fields.append(name, "x") }
        let count = fields.filter { !own.contains($0.name) && $0.name != "Content-Type" }.count
        require(URIReference.encoded(value).utf8.allSatisfy { 0x21...0x7e ~= $0 }, "a reference is visible ASCII")
        require(URIReference.encoded(URIReference.encoded(value)) == URIReference.encoded(value), "and stays as it is")
        for status in [HTTPStatus.ok, .notFound] {
            var serializer = ResponseSerializer()
            serializer.setTime(secondsSinceEpoch: 1_700_000_000)
            var output: [UInt8] = []
            fields.contentType = value
            serializer.append(
                status: status, fields: fields, framing: .length(0), connection: nil, to: &output)
            check(output, lines: count + 4)
        }
    }

    private static let own: [FieldName] = ["Date", "Connection", "Content-Length", "Transfer-Encoding"]

    /// Checks the status line, Date, Content-Type, Content-Length and the fields.
    private static func check(_ output: [UInt8], lines: Int) {
        require(output.suffix(4).elementsEqual([13, 10, 13, 10]), "a head ends with an empty line")
        let breaks = output.indices.filter { output[$0] == 10 }
        require(breaks.count == lines + 1, "each field is one line")
        require(output.filter { $0 == 13 }.count == breaks.count, "CR stands before LF only")
        require(breaks.allSatisfy { output[$0 - 1] == 13 }, "and LF behind CR only")
        require(!output.contains(0), "there is no NUL")
    }
}
