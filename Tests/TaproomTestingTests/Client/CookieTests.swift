import Taproom
import TaproomTesting
import Testing

/// A client keeps cookies like a browser.
@Suite(.timeLimit(.minutes(1))) struct CookieTests {
    private let app = Application()

    init() {
        app.get("/set") { request in
            var response = Response(status: .noContent)
            for pair in request.query.pairs { response.headers.append("Set-Cookie", pair.value) }
            return response
        }
        app.get("/deep/er/set") { request in
            var response = Response(status: .noContent)
            for pair in request.query.pairs { response.headers.append("Set-Cookie", pair.value) }
            return response
        }
        for path in ["/", "/*"] { app.get(path) { request in request.header("cookie") ?? "none" } }
    }

    /// Sets cookies, and returns those that are then sent to a path.
    private func sent(_ cookies: [String], to path: String = "/", by setter: String = "/set") async throws -> String {
        try await app.test(.inProcess) { client in
            try await client.get(setter + "?" + cookies.map { "c=\($0.percentEncoded)" }.joined(separator: "&"))
            return try await client.get(path).text
        }
    }

    @Test func aCookieIsSentAgain() async throws {
        #expect(try await sent(["a=1", "b=2; HttpOnly; SameSite=Lax"]) == "a=1; b=2")
        #expect(try await sent(["a=1", "a=2"]) == "a=2")
        #expect(try await sent(["a=; Path=/", "=x", "nothing"]) == "a=")
        #expect(try await sent(["a=x=y; Secure; Domain=example.com"]) == "a=x=y")
    }

    @Test func aPathSaysWhereACookieIsSent() async throws {
        #expect(try await sent(["a=1; Path=/shop"], to: "/shop/cart?x") == "a=1")
        #expect(try await sent(["a=1; Path=/shop"], to: "/shop?/x") == "a=1")
        #expect(try await sent(["a=1; Path=/shop"], to: "/shopping") == "none")
        #expect(try await sent(["a=1; Path=/shop/"], to: "/shop") == "none")
        #expect(try await sent(["a=1; Path=/", "b=2; Path=/shop"], to: "/shop") == "b=2; a=1")
        #expect(try await sent(["a=1"], to: "/deep/er/x", by: "/deep/er/set") == "a=1")
        #expect(try await sent(["a=1"], to: "/deep", by: "/deep/er/set") == "none")
        #expect(try await sent(["a=1; Path=/shop", "a=2; Path=/"], to: "/shop") == "a=1; a=2")
    }

    @Test(arguments: [
        "a=; Max-Age=0", "a=1; Max-Age=-5", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "a=1; Max-Age=0; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
    ])
    func aCookieIsRemoved(_ removal: String) async throws {
        #expect(try await sent(["a=1", removal]) == "none")
    }

    @Test(arguments: [
        "a=1; Max-Age=60", "a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "a=1; Max-Age=9223372036854775807",
        "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1; Max-Age=soon; Expires=never",
    ])
    func aCookieThatLivesOnIsSent(_ cookie: String) async throws {
        #expect(try await sent([cookie]) == "a=1")
    }

    @Test func theTestReadsAndSetsCookies() async throws {
        try await app.test(.live) { client in
            #expect(client.cookies.isEmpty)
            client.cookies["theme"] = "dark & wide"
            #expect(try await client.get("/").text == "theme=dark%20%26%20wide")
            #expect(client.cookies["theme"] == "dark & wide")
            #expect(client.cookies.names == ["theme"])
            #expect(try await client.get("/", headers: ["Cookie": "own=1"]).text == "own=1")
            client.cookies["theme"] = nil
            #expect(try await client.get("/").text == "none")

            client.keepsCookies = false
            try await client.get("/set?c=a%3D1")
            #expect(client.cookies["a"] == nil)
        }
    }

    @Test func visitorsShareNoCookies() async throws {
        try await app.test(.inProcess) { client in
            try await client.get("/set?c=a%3D1")
            let other = client.newVisitor()
            #expect(try await other.get("/").text == "none")
            other.cookies["a"] = "2"
            #expect(client.cookies["a"] == "1")
            client.forgetCookies()
            #expect(try await client.get("/").text == "none")
            #expect(try await other.get("/").text == "a=2")
        }
    }

    @Test func aResponseTellsWhatItSets() async throws {
        try await app.test(.inProcess) { client in
            let set = "a=x%20y; Path=/p; Domain=d.example; Max-Age=5; Secure; HttpOnly; SameSite=Strict"
            let response = try await client.get("/set?c=\(set.percentEncoded)&c=b%3D2")
            #expect(response.cookies.map(\.name) == ["a", "b"])
            let cookie = try #require(response.setCookie(named: "a"))
            #expect(cookie.value == "x y")
            #expect(cookie.path == "/p")
            #expect(cookie.domain == "d.example")
            #expect(cookie.maxAge == 5)
            #expect(cookie.expires == nil)
            #expect(cookie.isSecure)
            #expect(cookie.isHTTPOnly)
            #expect(cookie.sameSite == "Strict")
            #expect(response.setCookie(named: "c") == nil)
        }
    }
}

extension String {
    fileprivate var percentEncoded: String { PercentCoding.encode(self) }
}
