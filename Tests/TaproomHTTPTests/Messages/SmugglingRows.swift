extension Row {
    private static let hidden = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n"
    private static func smuggle(
        _ attack: String, _ what: String, _ lines: String, _ content: String, _ outcomes: Outcome...
    ) -> Row {
        Row(attack, what, "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\(content)", outcomes)
    }

    /// Ambiguous messages, which attackers use to smuggle a request past a proxy.
    static let smuggling: [Row] = [
        smuggle(
            "CL.TE", "both fields, length first", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG",
            .refused(400)),
        smuggle(
            "TE.CL", "both fields, coding first", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
            "5c\r\n\(hidden)0\r\n\r\n", .refused(400)),
        smuggle(
            "CL.TE", "both fields that agree", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n",
            .refused(400)),
        smuggle(
            "CL.TE", "a length of nought", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n",
            .refused(400)),
        smuggle(
            "CL.TE", "the coding with a space before its colon", "Content-Length: 5\r\nTransfer-Encoding : chunked\r\n",
            "0\r\n\r\n", .refused(400)),
        smuggle(
            "CL.TE", "an unknown coding beside a length", "Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n",
            "hello", .refused(501)),
        smuggle(
            "CL.TE", "an empty coding beside a length", "Content-Length: 5\r\nTransfer-Encoding:\r\n", "hello",
            .refused(400)),
        smuggle(
            "CL.CL", "two lengths", "Content-Length: 0\r\nContent-Length: \(hidden.utf8.count)\r\n", hidden,
            .refused(400)),
        smuggle(
            "CL.CL", "a length with a space before its colon", "Content-Length : 5\r\nContent-Length: 0\r\n", hidden,
            .refused(400)),
        smuggle("CL.CL", "a folded length", "Content-Length:\r\n 5\r\n", "hello", .refused(400)),
        smuggle(
            "CL.0", "a length is minded where nobody reads the content", "Content-Length: \(hidden.utf8.count)\r\n",
            hidden, .ok("POST", content: hidden)),
        smuggle("0.CL", "a length hidden behind a NUL", "X: \0\r\nContent-Length: 5\r\n", "hello", .refused(400)),
        smuggle("0.CL", "a length hidden behind a bare LF", "X: y\nContent-Length: 5\r\n", "hello", .refused(400)),
        smuggle(
            "0.TE", "a coding hidden in an absolute target's place",
            "X: http://b/ HTTP/1.1\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n", .refused(400)),
        smuggle("CL.TE", "an equals sign for the colon", "Content-Length= 5\r\n", "hello", .refused(400)),
        smuggle(
            "TE.0", "a coding is minded for a request that needs no content", "Transfer-Encoding: chunked\r\n",
            "0\r\n\r\n\(hidden)", .ok("POST"), .ok("GET", "/admin")),
        smuggle(
            "request splitting", "a whole request behind a length", "Content-Length: 1\r\n", "x\(hidden)",
            .ok("POST", content: "x"), .ok("GET", "/admin")),
        smuggle(
            "CL.TE", "a length as a list beside a coding", "Content-Length: 5, 5\r\nTransfer-Encoding: chunked\r\n",
            "0\r\n\r\n", .refused(400)),
        smuggle(
            "TE.TE", "chunked behind a tab and a comma", "Transfer-Encoding:\t,chunked\r\n", "0\r\n\r\n", .refused(400)),
        smuggle(
            "TE.CL", "a first chunk that is longer than the length",
            "Content-Length: 3\r\nTransfer-Encoding: Chunked\r\n", "8\r\nSMUGGLED\r\n0\r\n\r\n", .refused(400)),
        Row(
            "Expect smuggling", "an expectation and a hidden request",
            "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)",
            [.ok("GET", content: hidden)]),
        Row(
            "Host smuggling", "a Host behind a folded line", "GET / HTTP/1.1\r\nHost: a\r\n Host: b\r\n\r\n",
            [.refused(400)]),
        Row(
            "Host smuggling", "a Host with a space before its colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            [.refused(400)]),
        Row(
            "Host smuggling", "a Host behind a first line with a space", "GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n",
            [.refused(400)]),
        Row(
            "request splitting", "a second request in the target",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /admin HTTP/1.1\r\n\r\n", [.plain, .refused(400)]),
    ]
}
