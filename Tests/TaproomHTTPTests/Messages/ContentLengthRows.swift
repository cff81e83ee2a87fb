extension Row {
    private static func length(_ what: String, _ value: String, _ content: String, _ outcome: Outcome...) -> Row {
        Row(
            "RFC 9110 §8.6", what, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\(value)\r\n\r\n\(content)", outcome)
    }
    private static let hello = Outcome.ok("POST", content: "hello")

    /// The rules about Content-Length.
    static let contentLengths: [Row] = [
        length("a length", " 5", "hello", hello),
        length("no white space", "5", "hello", hello),
        length("white space around", "  5\t", "hello", hello),
        length("none", " 0", "", .ok("POST")),
        length("zeros in front", " 0005", "hello", hello),
        length(
            "content that looks like a request", " 18", "GET / HTTP/1.1\r\n\r\n",
            .ok("POST", content: "GET / HTTP/1.1\r\n\r\n")),
        length("content that has yet to come", " 5", "hell", .unfinishedContent),
        length("no byte of the content", " 5", "", .unfinishedContent),
        length("a plus sign", " +5", "hello", .refused(400)),
        length("a minus sign", " -5", "hello", .refused(400)),
        length("minus nought", " -0", "", .refused(400)),
        length("hexadecimal digits", " 0x5", "hello", .refused(400)),
        length("a letter", " 5a", "hello", .refused(400)),
        length("a fraction", " 5.0", "hello", .refused(400)),
        length("an exponent", " 5e0", "hello", .refused(400)),
        length("an underscore", " 1_0", "hello", .refused(400)),
        length("a space inside", " 1 0", "hello", .refused(400)),
        length("an empty value", "", "hello", .refused(400)),
        length("a value of white space", " \t", "hello", .refused(400)),
        length("quotes", " \"5\"", "hello", .refused(400)),
        length("a semicolon", " 5;", "hello", .refused(400)),
        length("digits of another script", " \u{d9}\u{a5}", "hello", .refused(400)),
        length("over 63 bits", " 9223372036854775808", "hello", .refused(400)),
        length("over 64 bits, five after wrapping", " 18446744073709551621", "hello", .refused(400)),
        length("a hundred digits", " " + String(repeating: "9", count: 100), "hello", .refused(400)),
        length("a list of what differs", " 5, 6", "hello!", .refused(400)),
        length("a list of the same", " 5, 5", "hello", .refused(400)),
        length("a list with an empty element", " 5,", "hello", .refused(400)),
        length("a comma in front", " ,5", "hello", .refused(400)),
        .post(
            "RFC 9112 §6.3", "two fields that differ", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello!",
            .refused(400)),
        .post(
            "RFC 9112 §6.3", "two that differ, the larger first", "Content-Length: 6\r\nContent-Length: 5\r\n",
            "hello!", .refused(400)),
        .post("RFC 9112 §6.3", "two that agree", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello", hello),
        .post(
            "RFC 9112 §6.3", "two that agree but in form", "Content-Length: 5\r\ncontent-length: 05\r\n", "hello", hello
        ),
        .post(
            "RFC 9112 §6.3", "nought and something", "Content-Length: 0\r\nContent-Length: 5\r\n", "hello",
            .refused(400)),
        .post(
            "RFC 9112 §6.3", "an empty one beside a good one", "Content-Length: 5\r\nContent-Length:\r\n", "hello",
            .refused(400)),
        .fields("RFC 9110 §9.3.1", "GET with content", "Content-Length: 0\r\n", .plain),
        Row(
            "RFC 9110 §9.3.1", "GET with content of five bytes",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", [.ok("GET", content: "hello")]),
        Row(
            "RFC 9110 §9.3.5", "DELETE with content", "DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            [.ok("DELETE", content: "hello")]),
        Row(
            "RFC 9112 §6.3", "POST without a length has no content", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", [.ok("POST")]
        ),
        Row(
            "RFC 9112 §6.3", "HTTP/1.0 with a length", "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            [.ok("POST", content: "hello", close: true)]),
        .post(
            "RFC 9110 §15.5.14", "more than an application takes", "Content-Length: 1048577\r\n", "",
            .unfinishedContent, answers: [413]),
        .post(
            "RFC 9110 §15.5.14", "the largest length there is", "Content-Length: 9223372036854775807\r\n", "hello",
            .unfinishedContent, answers: [413]),
    ]
}
