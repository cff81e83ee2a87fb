extension Row {
    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    /// The limits of a head.
    static let limits: [Row] = [
        .line(
            "RFC 9110 §15.5.15", "a request line of 8191 bytes", "GET /\(long(8177)) HTTP/1.1",
            .ok("GET", "/" + long(8177))),
        .line(
            "RFC 9110 §15.5.15", "a request line of 8192 bytes", "GET /\(long(8178)) HTTP/1.1",
            .ok("GET", "/" + long(8178))),
        .line("RFC 9110 §15.5.15", "a request line of 8193 bytes", "GET /\(long(8179)) HTTP/1.1", .refused(414)),
        .line("RFC 9110 §15.5.15", "a target of 10000 bytes", "GET /\(long(10000)) HTTP/1.1", .refused(414)),
        .line("RFC 9110 §15.5.15", "a query of 10000 bytes", "GET /?\(long(10000)) HTTP/1.1", .refused(414)),
        Row("RFC 9110 §15.5.15", "a target without end", "GET /" + long(9000), [.refused(414)]),
        Row(
            "RFC 9112 §2.2", "a thousand empty lines",
            String(repeating: "\r\n", count: 1000) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n", [.plain]),
        Row("RFC 9112 §2.2", "empty lines without end", String(repeating: "\r\n", count: 5000), [.refused(414)]),
        .line("RFC 9112 §3", "a method without end", long(9000), .refused(501)),
        .fields("RFC 6585 §5", "a field of 8000 bytes", "X: \(long(8000))\r\n", .plain),
        .fields("RFC 6585 §5", "a section of just the limit", "X: \(long(32768 - 9 - 7))\r\n", .plain),
        .fields("RFC 6585 §5", "a section of more than the limit", "X: \(long(32768))\r\n", .refused(431)),
        .fields("RFC 6585 §5", "a name without end", "\(long(40000)): y\r\n", .refused(431)),
        .fields("RFC 6585 §5", "a hundred fields", String(repeating: "X: y\r\n", count: 99), .plain),
        .fields("RFC 6585 §5", "a hundred and one fields", String(repeating: "X: y\r\n", count: 100), .refused(431)),
        .fields("RFC 6585 §5", "many fields of a letter", String(repeating: "X:\r\n", count: 5000), .refused(431)),
        Row("RFC 6585 §5", "a value without end", "GET / HTTP/1.1\r\nHost: a\r\nX: " + long(40000), [.refused(431)]),
        .fields(
            "RFC 6585 §5", "white space without end", "X: \(String(repeating: " ", count: 40000))\r\n", .refused(431)),
    ]
}
