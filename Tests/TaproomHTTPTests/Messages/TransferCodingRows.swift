extension Row {
    private static let content = "5\r\nhello\r\n0\r\n\r\n"
    private static let hello = Outcome.ok("POST", content: "hello")
    private static func coding(_ what: String, _ value: String, _ outcome: Outcome, _ source: String = "RFC 9112 §6.1")
        -> Row
    {
        Row(source, what, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\(value)\r\n\r\n\(content)", [outcome])
    }

    /// The rules about Transfer-Encoding.
    static let transferCodings: [Row] = [
        coding("chunked", " chunked", hello),
        coding("the coding in any case", " ChUnKeD", hello, "RFC 9112 §7"),
        coding("white space around", " \tchunked \t", hello),
        coding("an unknown coding", " zip", .refused(501)),
        coding("identity, which is no coding any more", " identity", .refused(501)),
        coding("gzip before chunked, which is not undone here", " gzip, chunked", .refused(501)),
        coding("gzip alone", " gzip", .refused(501)),
        coding("chunked not last", " chunked, gzip", .refused(400)),
        coding("chunked twice", " chunked, chunked", .refused(400)),
        coding("chunked and identity", " chunked, identity", .refused(400)),
        coding("identity and chunked", " identity, chunked", .refused(501)),
        coding("an empty value", "", .refused(400)),
        coding("an empty element", " chunked,", .refused(400)),
        coding("an empty element in front", " , chunked", .refused(400)),
        coding("quotes", " \"chunked\"", .refused(400), "TE.TE"),
        coding("apostrophes", " 'chunked'", .refused(501), "TE.TE"),
        coding("a prefix", " xchunked", .refused(501), "TE.TE"),
        coding("a suffix", " chunkedx", .refused(501), "TE.TE"),
        coding("a parameter", " chunked;q=1", .refused(400), "TE.TE"),
        coding("a space inside", " chun ked", .refused(400), "TE.TE"),
        coding("a bracketed comment", " chunked (x)", .refused(400), "TE.TE"),
        coding("a vertical tab in front", "\u{b}chunked", .refused(400), "TE.TE"),
        coding("a form feed behind", " chunked\u{c}", .refused(400), "TE.TE"),
        coding("a NUL behind", " chunked\0", .refused(400), "TE.TE"),
        coding("a no-break space in front", " \u{a0}chunked", .refused(400), "TE.TE"),
        coding("a bare CR in front", " \rchunked", .refused(400), "TE.TE"),
        coding("a bare LF in front", "\n chunked", .refused(400), "TE.TE"),
        coding("a folded value", "\r\n chunked", .refused(400), "TE.TE"),
        coding("a folded second value", " chunked\r\n , identity", .refused(400), "TE.TE"),
        .post("TE.TE", "a space before the colon", "Transfer-Encoding : chunked\r\n", content, .refused(400)),
        .post("TE.TE", "a tab before the colon", "Transfer-Encoding\t: chunked\r\n", content, .refused(400)),
        .post("TE.TE", "a space in front", " Transfer-Encoding: chunked\r\n", content, .refused(400)),
        .post(
            "TE.TE", "a field hidden behind a bare LF", "X: y\nTransfer-Encoding: chunked\r\n", content, .refused(400)),
        .post(
            "TE.TE", "a field hidden behind a bare CR", "X: y\rTransfer-Encoding: chunked\r\n", content, .refused(400)),
        .post(
            "TE.TE", "two fields, both chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            content, .refused(400)),
        .post(
            "TE.TE", "two fields, chunked first", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", content,
            .refused(400)),
        .post(
            "TE.TE", "two fields, chunked last", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n", content,
            .refused(501)),
        .post(
            "TE.TE", "an empty second field", "Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n", content,
            .refused(400)),
        .post(
            "TE.TE", "an underscore for the hyphen is another field",
            "Transfer_Encoding: chunked\r\nContent-Length: 5\r\n", "hello", hello),
        .post("RFC 9110 §10.1.4", "TE is another field", "TE: chunked\r\nContent-Length: 5\r\n", "hello", hello),
        Row(
            "RFC 9112 §6.1", "HTTP/1.0 with a coding",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(content)", [.refused(400)]),
        Row(
            "RFC 9110 §9.3.1", "GET in chunks",
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(content)", [.ok("GET", content: "hello")]),
    ]
}
