import TaproomHTTP
import Testing

/// Multipart content (RFC 2046 §5.1 and RFC 7578).
@Suite struct MultipartDecoderTests {
    private struct Part: Equatable {
        var name: String
        var fileName: String?
        var contentType: String?
        var content: String
    }

    private func parts(_ text: String, cuts: some Sequence<Int>) throws -> [Part]? {
        let bytes = Array(text.utf8)
        var decoder = MultipartDecoder(boundary: "b")
        var parts: [Part] = []
        var start = 0
        for cut in Array(cuts) + [bytes.count] {
            for event in try decoder.decode(Array(bytes[start..<cut])) {
                switch event {
                case .began(let header):
                    parts.append(
                        Part(
                            name: header.name, fileName: header.fileName, contentType: header.contentType, content: ""))
                case .data(let bytes): parts[parts.count - 1].content += String(decoding: bytes, as: UTF8.self)
                case .ended: break
                }
            }
            start = cut
        }
        return decoder.isFinished ? parts : nil
    }

    private func part(_ header: String, _ content: String) -> String {
        "--b\r\n\(header)\r\n\r\n\(content)\r\n"
    }

    @Test func aFormIsTheSameHoweverItIsCut() throws {
        let text =
            "preamble\r\n" + part("Content-Disposition: form-data; name=\"a\"", "one")
            + part(
                "content-disposition:form-data; name=f; filename=\"x\\\"%22.txt\"\r\nContent-Type: text/plain",
                "\r\n--\r\n-b")
            + part("X: y\r\nContent-Disposition: form-data; name=\"\"", "") + "--b--\r\nepilogue --b"
        let expected = [
            Part(name: "a", content: "one"),
            Part(name: "f", fileName: "x\"\".txt", contentType: "text/plain", content: "\r\n--\r\n-b"),
            Part(name: "", content: ""),
        ]
        #expect(try parts(text, cuts: []) == expected)
        #expect(
            try parts(text, cuts: text.utf8.indices.indices.map { text.utf8.distance(from: text.startIndex, to: $0) })
                == expected)
        for cut in 0..<text.utf8.count { #expect(try parts(text, cuts: [cut]) == expected, "cut at \(cut)") }
    }

    @Test(
        arguments: [
            ("Content-Disposition: form-data;\r\n name=\"a\";\r\n\tfilename=\"x\"", "a", "x", nil),
            (
                "Content-Disposition:\r\n form-data; name=a\r\nContent-Type: text/plain;\r\n  charset=utf-8", "a", nil,
                "text/plain;  charset=utf-8"
            ),
            ("X: y\r\n z: w\r\nContent-Disposition: form-data; name=a", "a", nil, nil),
        ] as [(String, String, String?, String?)])
    func aFoldedLineGoesOn(_ header: String, _ name: String, _ fileName: String?, _ contentType: String?) throws {
        let text = part(header, "x") + "--b--"
        let expected = [Part(name: name, fileName: fileName, contentType: contentType, content: "x")]
        #expect(try parts(text, cuts: []) == expected)
        for cut in 0..<text.utf8.count { #expect(try parts(text, cuts: [cut]) == expected, "cut at \(cut)") }
    }

    @Test func aLineThatGoesOnFromNothingIsNoHeader() {
        #expect(throws: MultipartError.malformedHeader) {
            try parts(part(" Content-Disposition: form-data; name=a", "x") + "--b--", cuts: [])
        }
    }

    @Test func manyPartsInOnePieceAreTakenOneByOne() throws {
        let text = (0..<1000).map { part("Content-Disposition: form-data; name=n\($0)", "v\($0)") }.joined() + "--b--"
        let found = try parts(text, cuts: [])
        #expect(found?.count == 1000)
        #expect(found?.last == Part(name: "n999", content: "v999"))
        #expect(throws: MultipartError.tooManyParts) {
            try parts(part("Content-Disposition: form-data; name=n", "") + text, cuts: [])
        }
    }

    /// An accent after a delimiter combines with it into one character, but a field consists of bytes.
    @Test(
        arguments: [
            ("name=\"a\"\u{301}; filename=\"x\"", "a", "x"),
            ("name=\"a\"; filename=\"\u{301}x\"", "a", "\u{301}x"),
            ("name=\"a\";\u{301}; filename=\"x\"", "a", "x"),
            ("name=\"a\"; \u{301}x=y; filename=\"x\"", "a", "x"),
            ("name=\u{301}a; filename=x", "\u{301}a", "x"),
            ("name=a\u{301};filename=\"x\u{301}\"", "a\u{301}", "x\u{301}"),
            ("name=\"a\\\"\u{301}b\"; filename=\"x\\\u{301}\"", "a\"\u{301}b", "x\\\u{301}"),
            ("name=\"%22\u{301}\"; filename=\"%2%22%222\"", "\"\u{301}", "%2\"\"2"),
            ("name= \u{301}a \t; filename=\t\u{301}x ", "\u{301}a", "\u{301}x"),
            ("name=\"a; filename=\"x", "a; filename=", nil), ("name=\"a\\", "a\\", nil), ("name=\"%2", "%2", nil),
            ("NAME \t= \t\"a\" ; FileName = x\t; filename=y", "\"a\"", "x"), ("name; name=a; =b", "a", nil),
        ])
    func parametersAreTakenByBytes(_ parameters: String, _ name: String, _ fileName: String?) throws {
        let text = part("Content-Disposition: form-data; \(parameters)", "") + "--b--"
        #expect(try parts(text, cuts: []) == [Part(name: name, fileName: fileName, content: "")])
    }

    @Test(
        arguments: [
            ("--bx\r\n", .malformedDelimiter), ("--b -x", .malformedDelimiter),
            ("--b\r\nX: y\r\n\r\n", .malformedHeader), ("--b\r\nnonsense\r\n\r\n", .malformedHeader),
            ("--b\r\nContent-Disposition: attachment; name=a\r\n\r\n", .malformedHeader),
            ("--b\r\nContent-Disposition: form-data\r\n\r\n", .malformedHeader), ("--b\r\n\r\n", .malformedHeader),
            ("--b\r\n" + String(repeating: "x", count: 9000), .headerTooLarge),
        ] as [(String, MultipartError)])
    func mistakes(_ text: String, _ error: MultipartError) {
        #expect(throws: error) { try parts(text, cuts: []) }
    }

    @Test(arguments: [
        "", "--b", "--b-", "--b\r\n", "text", "\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b",
    ])
    func whatHasNoEnd(_ text: String) throws {
        #expect(try parts(text, cuts: []) == nil)
    }

    @Test func tooManyParts() {
        var decoder = MultipartDecoder(boundary: "b", partLimit: 2)
        let three = String(repeating: part("Content-Disposition: form-data; name=a", "x"), count: 3)
        #expect(throws: MultipartError.tooManyParts) { try decoder.decode(Array(three.utf8)) }
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=x", "x"), ("Multipart/Form-Data;boundary=\"a b\"", "a b"),
            ("multipart/form-data; charset=utf-8; BOUNDARY=x", "x"), ("multipart/form-data", nil),
            ("multipart/form-data; boundary=", nil), ("multipart/mixed; boundary=x", nil),
            ("text/plain; boundary=x", nil),
            ("multipart/form-data; boundary=ä", nil), ("", nil),
        ] as [(String, String?)])
    func boundaries(_ field: String, _ boundary: String?) {
        #expect(MultipartDecoder.boundary(ofContentType: field) == boundary)
    }
}
