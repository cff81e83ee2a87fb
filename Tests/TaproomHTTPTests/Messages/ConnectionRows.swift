extension Row {
    private static let closed = Outcome.ok("GET", close: true)
    private static let source = "RFC 9112 §9.3"
    private static func old(_ what: String, _ lines: String, _ outcome: Outcome) -> Row {
        Row(source, what, "GET / HTTP/1.0\r\nHost: a\r\n\(lines)\r\n", [outcome])
    }
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Connection tokens, pipelining and expectations.
    static let connections: [Row] = [
        .fields("RFC 9112 §9.6", "close", "Connection: close\r\n", closed),
        .fields("RFC 9110 §7.6.1", "close in another case", "Connection: CLOSE\r\n", closed),
        .fields("RFC 9110 §7.6.1", "close in a list", "Connection: x, close ,y\r\n", closed),
        .fields("RFC 9110 §7.6.1", "close in a second field", "Connection: x\r\nConnection: close\r\n", closed),
        .fields("RFC 9112 §9.6", "close wins over keep-alive", "Connection: keep-alive, close\r\n", closed),
        .fields("RFC 9110 §7.6.1", "close as part of a word", "Connection: enclosed\r\n", .plain),
        .fields("RFC 9110 §7.6.1", "an empty field", "Connection:\r\n", .plain),
        .fields("RFC 9110 §7.6.1", "empty elements", "Connection: ,,close,,\r\n", closed),
        .fields(source, "keep-alive, which is so anyway", "Connection: keep-alive\r\n", .plain),
        .fields("RFC 9110 §7.8", "an upgrade that is not made", "Connection: upgrade\r\nUpgrade: h2c\r\n", .plain),
        .fields("hop-by-hop abuse", "Host as a connection option", "Connection: Host\r\n", .plain),
        .fields("RFC 9112 §9.3", "Proxy-Connection means nothing", "Proxy-Connection: close\r\n", .plain),
        .fields("RFC 9112 §9.3", "Keep-Alive means nothing", "Keep-Alive: timeout=1\r\n", .plain),
        old("HTTP/1.0 closes", "", closed),
        old("HTTP/1.0 with keep-alive", "Connection: keep-alive\r\n", .plain),
        old("HTTP/1.0 with keep-alive in another case", "Connection: Keep-Alive\r\n", .plain),
        old("HTTP/1.0 with close", "Connection: close\r\n", closed),
        old("HTTP/1.0 with both", "Connection: keep-alive, close\r\n", closed),
        old("HTTP/1.0 with another word", "Connection: x\r\n", closed),
        Row("RFC 9112 §9.3.2", "two requests in a row", get + get, [.plain, .plain]),
        Row("RFC 9112 §9.3.2", "three requests in a row", get + get + get, [.plain, .plain, .plain]),
        Row("RFC 9112 §2.2", "an empty line between requests", get + "\r\n" + get, [.plain, .plain]),
        Row(
            "RFC 9112 §9.3.2", "content, then a request",
            "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get,
            [.ok("POST", "/p", content: "abc"), .plain]),
        Row(
            "RFC 9112 §9.3.2", "chunks, then a request",
            "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n" + get,
            [.ok("POST", "/p", content: "a"), .plain]),
        Row(
            "RFC 9112 §9.6", "nothing is taken after close",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get, [closed]),
        Row("RFC 9112 §9.3.2", "a bad request behind a good one", get + "GET /\r\n", [.plain, .refused(400)]),
        Row("RFC 9112 §9.3.2", "half a request behind a whole one", get + "GET / HT", [.plain, .unfinishedHead]),
        .post(
            "RFC 9110 §10.1.1", "an expectation with its content", "Expect: 100-continue\r\nContent-Length: 5\r\n",
            "hello", .ok("POST", content: "hello")),
        .post(
            "RFC 9110 §10.1.1", "an expectation in another case", "Expect: 100-Continue\r\nContent-Length: 5\r\n",
            "hello", .ok("POST", content: "hello")),
        .post(
            "RFC 9110 §10.1.1", "an expectation with chunks", "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n",
            "1\r\na\r\n0\r\n\r\n", .ok("POST", content: "a")),
        .fields("RFC 9110 §10.1.1", "an expectation without content", "Expect: 100-continue\r\n", .plain),
        .fields("RFC 9110 §10.1.1", "another expectation", "Expect: beer\r\n", .refused(417)),
        .fields("RFC 9110 §10.1.1", "a list of expectations", "Expect: 100-continue, beer\r\n", .refused(417)),
        .fields("RFC 9110 §10.1.1", "an empty expectation", "Expect:\r\n", .refused(417)),
        Row(
            "RFC 9110 §10.1.1", "HTTP/1.0 expects in vain",
            "POST / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
            [.ok("POST", content: "hello", close: true)]),
        .post(
            "RFC 9110 §15.5.14", "an expectation of too much content",
            "Expect: 100-continue\r\nContent-Length: 9999999\r\n", "", .unfinishedContent, answers: [413]),
    ]
}
