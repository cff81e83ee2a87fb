extension Row {
    private static func host(_ what: String, _ lines: String, _ outcome: Outcome, _ source: String = "RFC 9112 §3.2")
        -> Row
    {
        Row(source, what, "GET / HTTP/1.1\r\n\(lines)\r\n", [outcome])
    }

    /// The rules about Host.
    static let hosts: [Row] = [
        host("a name", "Host: example.org\r\n", .ok("GET", at: "example.org")),
        host("a port", "Host: example.org:8080\r\n", .ok("GET", at: "example.org:8080")),
        host("the name of the field in any case", "hOsT: a\r\n", .plain),
        host("no white space before the value", "Host:a\r\n", .plain),
        host("white space around the value", "Host: \t a \t \r\n", .plain),
        host("an IPv4 address", "Host: 127.0.0.1:80\r\n", .ok("GET", at: "127.0.0.1:80")),
        host("an IPv6 address", "Host: [::1]\r\n", .ok("GET", at: "[::1]"), "RFC 3986 §3.2.2"),
        host(
            "an IPv6 address with a port", "Host: [2001:db8::1]:80\r\n", .ok("GET", at: "[2001:db8::1]:80"),
            "RFC 3986 §3.2.2"),
        host(
            "an IPv4 address within IPv6", "Host: [::ffff:1.2.3.4]\r\n", .ok("GET", at: "[::ffff:1.2.3.4]"),
            "RFC 3986 §3.2.2"),
        host("an escape in the name", "Host: a%41\r\n", .ok("GET", at: "a%41"), "RFC 3986 §3.2.2"),
        host("an empty Host", "Host:\r\n", .ok("GET", at: ""), "RFC 9110 §7.2"),
        host("a colon and no port", "Host: a:\r\n", .ok("GET", at: "a:"), "RFC 3986 §3.2.3"),
        host("no Host", "X: y\r\n", .refused(400)),
        host("no header at all", "", .refused(400)),
        host("two that differ", "Host: a\r\nHost: b\r\n", .refused(400)),
        host("two that are the same", "Host: a\r\nHost: a\r\n", .refused(400)),
        host("two, one in another case", "Host: a\r\nHOST: b\r\n", .refused(400)),
        host("two with a field between them", "Host: a\r\nX: y\r\nHost: b\r\n", .refused(400)),
        host("a list", "Host: a, b\r\n", .refused(400)),
        host("a list without a space", "Host: a,b\r\n", .refused(400)),
        host("a space inside", "Host: a b\r\n", .refused(400)),
        host("a slash", "Host: a/b\r\n", .refused(400)),
        host("a scheme", "Host: http://a\r\n", .refused(400)),
        host("user information", "Host: user@a\r\n", .refused(400), "Host header attack"),
        host("a query", "Host: a?b\r\n", .refused(400), "Host header attack"),
        host("a fragment", "Host: a#b\r\n", .refused(400), "Host header attack"),
        host("a quote", "Host: a\"b\r\n", .refused(400), "Host header attack"),
        host("markup", "Host: <script>\r\n", .refused(400), "Host header attack"),
        host("a backslash", "Host: a\\b\r\n", .refused(400), "Host header attack"),
        host("UTF-8", "Host: \u{c3}\u{a4}\r\n", .refused(400)),
        host("a port with a letter", "Host: a:8x\r\n", .refused(400)),
        host("a port with a sign", "Host: a:-1\r\n", .refused(400)),
        host("a port over 65535", "Host: a:65536\r\n", .refused(400)),
        host("a port of many digits", "Host: a:00000080\r\n", .refused(400)),
        host("two ports", "Host: a:80:80\r\n", .refused(400)),
        host("a text behind an IPv6 address", "Host: [::1]x\r\n", .refused(400)),
        host("a bracket that is never closed", "Host: [::1\r\n", .refused(400)),
        host("an empty pair of brackets", "Host: []\r\n", .refused(400)),
        host("a zone in an IPv6 address", "Host: [fe80::1%25eth0]\r\n", .refused(400)),
        host("an escape without digits", "Host: a%zz\r\n", .refused(400), "RFC 3986 §2.1"),
        host("an escape cut short", "Host: a%4\r\n", .refused(400), "RFC 3986 §2.1"),
        Row(
            "RFC 9112 §3.2.2", "absolute form does not make up for Host", "GET http://b/ HTTP/1.1\r\n\r\n",
            [.refused(400)]),
        Row(
            "RFC 9112 §3.2.2", "absolute form beside a bad Host", "GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n",
            [.refused(400)]),
        Row("RFC 9112 §3.2", "HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", [.ok("GET", at: "", close: true)]),
        Row("RFC 9112 §3.2", "HTTP/1.0 with Host", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", [.ok("GET", close: true)]),
        Row(
            "RFC 9112 §3.2", "a Host that begins as the one before it",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a b\r\n\r\n", [.plain, .refused(400)]),
        Row(
            "RFC 9112 §3.2", "a Host that is the beginning of the one before it",
            "GET / HTTP/1.1\r\nHost: a:80\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", [.ok("GET", at: "a:80"), .plain]),
        Row("RFC 9112 §3.2", "HTTP/1.0 with two", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", [.refused(400)]),
    ]
}
