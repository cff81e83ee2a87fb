import Taproom
import TaproomHTTP
import TaproomTesting
import Testing

/// Responses that set a cookie are not for shared caches.
@Suite struct CookiePrivacyTests {
    @Test(arguments: [
        ("public, max-age=600", "private, max-age=600"), ("public", "private"), ("max-age=60", "private, max-age=60"),
        ("PUBLIC, s-maxage=5", "private"), ("private, max-age=5", "private, max-age=5"), ("no-store", "no-store"),
        ("public, private=\"x-foo\"", "private, private=\"x-foo\""),
        ("x=\"a, private ,b\"", "private, x=\"a, private ,b\""),
        ("max-age=5 , no-store", "max-age=5 , no-store"), (nil, nil),
    ])
    func noCookieLeavesForSharedCaches(_ given: String?, _ sent: String?) async throws {
        let app = Application()
        app.get("/cookie") { _ in
            var response = Response("hello")
            response.headers["Set-Cookie"] = "theme=dark"
            response.headers["Cache-Control"] = given
            return response
        }
        app.get("/plain") { _ in
            var response = Response("hello")
            response.headers["Cache-Control"] = given
            return response
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/cookie")["Cache-Control"] == sent)
            #expect(try await client.get("/plain")["Cache-Control"] == given)
        }
    }

    @Test(arguments: ["Expires", "Last-Modified"])
    func aDateIsEnoughForASharedCache(_ name: String) async throws {
        let app = Application()
        app.get("/") { _ in
            var response = Response("hello")
            response.headers["Set-Cookie"] = "theme=dark"
            response.headers[FieldName(stringLiteral: name)] = "Thu, 01 Jan 2037 00:00:00 GMT"
            return response
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/")["Cache-Control"] == "private")
        }
    }
}
