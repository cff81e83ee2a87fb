extension Row {
    private static let source = "RFC 9112 §7.1"
    private static let extensions = "RFC 9112 §7.1.1"
    private static let hello = Outcome.ok("POST", content: "hello")
    private static let end = "\r\nhello\r\n0\r\n\r\n"

    /// Chunks: sizes, extensions, data.
    static let chunks: [Row] = [
        .chunked(source, "one chunk", "5\r\nhello\r\n0\r\n\r\n", hello),
        .chunked(source, "two chunks", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", hello),
        .chunked(source, "a byte a chunk", "1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n", hello),
        .chunked(source, "no data", "0\r\n\r\n", .ok("POST")),
        .chunked(source, "a size in lower case", "a\r\n0123456789\r\n0\r\n\r\n", .ok("POST", content: "0123456789")),
        .chunked(source, "a size in upper case", "A\r\n0123456789\r\n0\r\n\r\n", .ok("POST", content: "0123456789")),
        .chunked(source, "zeros in front", "00005\(end)", hello),
        .chunked(source, "a last chunk of many zeros", "5\r\nhello\r\n000\r\n\r\n", hello),
        .chunked(
            source, "data that looks like chunks", "9\r\n0\r\n\r\nGET \r\n0\r\n\r\n",
            .ok("POST", content: "0\r\n\r\nGET ")),
        .chunked(source, "an end that has yet to come", "5\r\nhello\r\n0\r\n", .unfinishedContent),
        .chunked(source, "data that has yet to come", "5\r\nhel", .unfinishedContent),
        .chunked(source, "a size that has yet to come", "5", .unfinishedContent),
        .chunked(source, "no size", "\(end)", .refused(400)),
        .chunked(source, "an empty line first", "\r\n5\(end)", .refused(400)),
        .chunked(source, "a prefix of 0x", "0x5\(end)", .refused(400)),
        .chunked(source, "a plus sign", "+5\(end)", .refused(400)),
        .chunked(source, "a minus sign", "-5\(end)", .refused(400)),
        .chunked(source, "a letter behind F", "5g\(end)", .refused(400)),
        .chunked(source, "an underscore", "0_5\(end)", .refused(400)),
        .chunked(source, "a space in front", " 5\(end)", .refused(400)),
        .chunked(source, "a space behind", "5 \(end)", .refused(400)),
        .chunked(source, "a tab behind", "5\t\(end)", .refused(400)),
        .chunked(source, "a NUL behind", "5\0\(end)", .refused(400)),
        .chunked(source, "a space within", "0 5\(end)", .refused(400)),
        .chunked(source, "a quote", "\"5\"\(end)", .refused(400)),
        .chunked(source, "sixteen digits", "0000000000000005\(end)", .refused(400)),
        .chunked(
            "chunk overflow", "a size over 64 bits, five after wrapping", "10000000000000005\(end)", .refused(400)),
        .chunked("chunk overflow", "a size of 64 ones", "ffffffffffffffff\(end)", .refused(400)),
        .chunked("chunk overflow", "the largest size of 63 bits", "7fffffffffffffff\(end)", .refused(400)),
        .chunked(source, "a bare LF behind the size", "5\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked(source, "a bare CR behind the size", "5\rhello\r\n0\r\n\r\n", .refused(400)),
        .chunked(source, "CR CR LF behind the size", "5\r\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("TERM.EXT", "a bare LF ends an extension", "5;x\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("EXT.TERM", "a bare CR ends an extension", "5;x\rhello\r\n0\r\n\r\n", .refused(400)),
        .chunked("TERM.SPILL", "a bare LF behind the data", "5\r\nhello\n0\r\n\r\n", .refused(400)),
        .chunked("SPILL.TERM", "two bytes of any kind behind the data", "5\r\nhelloXX0\r\n\r\n", .refused(400)),
        .chunked("SPILL.TERM", "nothing behind the data", "5\r\nhello0\r\n\r\n", .refused(400)),
        .chunked(source, "data longer than its size", "4\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked(source, "data shorter than its size", "6\r\nhello\r\n0\r\n\r\n", .refused(400)),
        .chunked(source, "an end with a bare LF", "5\r\nhello\r\n0\r\n\n", .refused(400)),
        .chunked(source, "a last chunk with a bare LF", "5\r\nhello\r\n0\n\r\n", .refused(400)),
        .chunked(extensions, "an extension", "5;x\(end)", hello),
        .chunked(extensions, "an extension with a value", "5;x=y\(end)", hello),
        .chunked(extensions, "an extension with a quoted value", "5;x=\"y ; \\\" z\"\(end)", hello),
        .chunked(extensions, "two extensions", "5;x=y;z\(end)", hello),
        .chunked(extensions, "white space around the semicolon", "5 ; x\(end)", hello),
        .chunked(extensions, "white space around the equals sign", "5;x = y\(end)", hello),
        .chunked(extensions, "white space between extensions", "5;x ;\ty\(end)", hello),
        .chunked(extensions, "an extension of the last chunk", "5\r\nhello\r\n0;x=y\r\n\r\n", hello),
        .chunked(extensions, "an extension of 4096 bytes", "5;\(String(repeating: "x", count: 4094))\(end)", hello),
        .chunked(
            extensions, "extensions that are too long together",
            String(repeating: "1;\(String(repeating: "x", count: 1500))\r\na\r\n", count: 3), .refused(400)),
        .chunked(
            extensions, "extensions that are just short enough together",
            String(repeating: "1;\(String(repeating: "x", count: 1300))\r\na\r\n", count: 3) + "0\r\n\r\n",
            .ok("POST", content: "aaa")),
        .chunked(
            extensions, "more bytes of extensions than are taken", "5;\(String(repeating: "x", count: 5000))\(end)",
            .refused(400)),
        .chunked(extensions, "an extension without a name", "5;\(end)", .refused(400)),
        .chunked(extensions, "a value without a name", "5;=y\(end)", .refused(400)),
        .chunked(extensions, "no value behind the equals sign", "5;x=\(end)", .refused(400)),
        .chunked(extensions, "two equals signs", "5;x==y\(end)", .refused(400)),
        .chunked(extensions, "two words", "5;x y\(end)", .refused(400)),
        .chunked(extensions, "text behind a quoted value", "5;x=\"y\"z\(end)", .refused(400)),
        .chunked(extensions, "two quoted values", "5;x=\"y\"\"z\"\(end)", .refused(400)),
        .chunked(extensions, "a quote that is never closed", "5;x=\"y\(end)", .refused(400)),
        .chunked(extensions, "a line end within quotes", "5;x=\"\r\n\"\(end)", .refused(400)),
        .chunked(extensions, "a NUL in an extension", "5;x\0\(end)", .refused(400)),
        .chunked(extensions, "a control character within quotes", "5;x=\"\u{1}\"\(end)", .refused(400)),
        .chunked(extensions, "an escaped control character", "5;x=\"\\\u{1}\"\(end)", .refused(400)),
        .chunked(extensions, "white space at the line's end", "5;x \(end)", .refused(400)),
    ]

    /// Trailer sections.
    static let trailers: [Row] = [
        trailer("a trailer", "X: y\r\n", hello),
        trailer("two trailers", "X: y\r\nZ:\r\n", hello),
        trailer(
            "a trailer can't change the message", "Content-Length: 0\r\nTransfer-Encoding: x\r\nHost: b\r\n", hello,
            "RFC 9110 §6.5.1"),
        trailer("a space before the colon", "X : y\r\n", .refused(400)),
        trailer("a folded line", "X: y\r\n z\r\n", .refused(400)),
        trailer("no colon", "X\r\n", .refused(400)),
        trailer("no name", ": y\r\n", .refused(400)),
        trailer("a NUL", "X: \0\r\n", .refused(400)),
        trailer("a bare LF", "X: y\n", .refused(400)),
        trailer("a bare CR", "X: y\rZ: a\r\n", .refused(400)),
        trailer("a request hidden in it", "GET /admin HTTP/1.1\r\n", .refused(400), "request smuggling"),
        trailer("more bytes than are taken", "X: \(String(repeating: "y", count: 9000))\r\n", .refused(431)),
        trailer("more lines than are taken", String(repeating: "X: y\r\n", count: 2000), .refused(431)),
    ]

    private static func trailer(
        _ what: String, _ lines: String, _ outcome: Outcome, _ source: String = "RFC 9112 §7.1.2"
    ) -> Row {
        .chunked(source, what, "5\r\nhello\r\n0\r\n\(lines)\r\n", outcome)
    }
}
