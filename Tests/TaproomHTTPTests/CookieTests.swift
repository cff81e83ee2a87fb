import TaproomHTTP
import Testing

/// Cookies (RFC 6265).
@Suite struct CookieTests {
    private func pairs(_ field: String) -> [[String]] {
        let bytes = Array(field.utf8)
        var header = CookieHeader(ByteRange(0, bytes.count))
        var pairs: [[String]] = []
        while let pair = header.next(bytes.span) {
            pairs.append([pair.name, pair.value].map { String(decoding: bytes[$0.offset(by: 0)], as: UTF8.self) })
        }
        return pairs
    }

    @Test(
        arguments: [
            ("", []), ("a", []), (";", []), (";;=;", [["", ""]]), ("a=b", [["a", "b"]]), ("a=", [["a", ""]]),
            ("=b", [["", "b"]]), ("a=b; c=d", [["a", "b"], ["c", "d"]]), ("a=b;c=d", [["a", "b"], ["c", "d"]]),
            (" a = b ;\tc\t=\td ", [["a", "b"], ["c", "d"]]), ("a=b=c", [["a", "b=c"]]), ("a; b=c", [["b", "c"]]),
            ("a=\"b\"", [["a", "b"]]), ("a=\"b", [["a", "\"b"]]), ("a=\"", [["a", "\""]]), ("a=\"\"", [["a", ""]]),
            ("a=b, c=d", [["a", "b, c=d"]]), ("a=%41", [["a", "%41"]]), ("a=b;", [["a", "b"]]),
            ("a=1; a=2", [["a", "1"], ["a", "2"]]), ("a=ä", [["a", "ä"]]),
        ] as [(String, [[String]])])
    func reading(_ field: String, _ expected: [[String]]) {
        #expect(pairs(field) == expected)
    }

    @Test func cookiesAreTheNamesOfTheirCodePoints() {
        let field = "e\u{301}=1; \u{e9}=2; K=%33; \u{212a}=4; K=5; bad=%zz"
        let bytes = Array(field.utf8)
        var cookies = Cookies()
        cookies.append(ByteRange(0, bytes.count), of: bytes.span)
        let values = ["e\u{301}", "\u{e9}", "K", "\u{212a}", "bad", "none"].map { cookies[$0] }
        #expect(values == ["1", "2", "3", "4", "%zz", nil])
        #expect(cookies.map(\.value) == ["1", "2", "3", "4", "5", "%zz"])
    }

    @Test func aPartOfTheBytes() {
        let bytes = Array("x=y; a=b; z=w".utf8)
        var header = CookieHeader(ByteRange(5, 8))
        #expect(header.next(bytes.span)?.value == ByteRange(7, 8))
        #expect(header.next(bytes.span) == nil)
    }

    @Test func writingAllAttributes() {
        var cookie = Cookie("a", "b", path: nil)
        #expect(cookie.text == "a=b")
        cookie.domain = "example.org"
        cookie.path = "/x"
        cookie.expires = 784_111_777
        cookie.httpOnly = true
        cookie.secure = true
        cookie.partitioned = true
        cookie.priority = .high
        cookie.sameSite = .lax
        #expect(
            cookie.text
                == "a=b; Domain=example.org; Path=/x; Expires=Sun, 06 Nov 1994 08:49:37 GMT; HttpOnly; Secure; "
                + "Partitioned; Priority=High; SameSite=Lax")
    }

    @Test(arguments: [
        "example.com", ".example.com", "a", "localhost", "127.0.0.1", "xn--bcher-kva.example", "my_host.example",
        "A-1.B",
        String(repeating: "a", count: 63) + ".b",
    ])
    func whatMayBeADomain(_ text: String) {
        #expect(Cookie.isValidDomain(text))
    }

    @Test(arguments: [
        "", ".", "..example.com", "example.com.", "a..b", "localhost:3000", "https://example.com", "example.com/",
        "exa mple.com", "b\u{fc}cher.example", "-a.example", "a-.example", "[::1]", "::1", "*.example.com", "a;b",
        String(repeating: "a", count: 64), String(repeating: "a.", count: 126) + "ab",
    ])
    func whatIsNoDomain(_ text: String) {
        #expect(!Cookie.isValidDomain(text))
    }

    @Test func whatNoBrowserTakesIsSaid() {
        func problem(_ name: String = "a", _ value: String = "b", _ edit: (inout Cookie) -> Void = { _ in })
            -> String
        {
            var cookie = Cookie(name, value, path: nil)
            edit(&cookie)
            return cookie.problem ?? "none"
        }
        #expect(problem() == "none")
        #expect(problem("a b").contains("no HTTP token"))
        #expect(problem("a", String(repeating: "x", count: 4095)) == "none")
        #expect(problem("a", String(repeating: "x", count: 4096)).contains("4096"))
        #expect(problem { $0.path = "/a;b" }.contains("path"))
        #expect(problem { $0.domain = "a:1" }.contains("domain"))
        #expect(problem { $0.sameSite = Cookie.SameSite.none }.contains("SameSite=None"))
        #expect(problem { $0.partitioned = true }.contains("partitioned"))
        #expect(problem { ($0.partitioned, $0.sameSite, $0.secure) = (true, Cookie.SameSite.none, true) } == "none")
        #expect(problem("__secure-a").contains("__Secure-"))
        #expect(problem("__Host-a") { $0.secure = true }.contains("__Host-"))
        #expect(problem("__Host-a") { ($0.secure, $0.path) = (true, "/") } == "none")
    }

    @Test func noTextAddsAnAttribute() {
        var cookie = Cookie("a=b;c", "d; Domain=\"e, f\\\"\u{e9}%41\n", path: nil)
        cookie.path = "/;Secure"
        cookie.domain = "a\r\nX: y"
        #expect(
            cookie.text
                == "a%3Db%3Bc=d%3B%20Domain=%22e%2C%20f%5C%22%C3%A9%41%0A; Domain=a%0D%0AX: y; Path=/%3BSecure")
    }

    @Test func whatMayBeAName() {
        for name in ["a", "__Host-a", "a.b", "!#$%&'*+-.^_`|~"] { #expect(Cookie.isValidName(name), "\(name)") }
        for name in ["", "a b", "a=b", "a;b", "a\r\nb", "ä", "a\"", "a,b"] {
            #expect(!Cookie.isValidName(name), "\(name)")
        }
    }

    @Test func whatMayBeAnAttribute() {
        for value in ["", "/", "/a b", "example.org"] { #expect(Cookie.isValidAttribute(value), "\(value)") }
        for value in ["/;Secure", "/\r\nX: y", "/ä", "\0"] { #expect(!Cookie.isValidAttribute(value), "\(value)") }
    }
}
