import Taproom
import TaproomTesting
import Testing

/// Redirects are returned, or followed if the test asks for it.
@Suite(.timeLimit(.minutes(1))) struct RedirectTests {
    private let app = Application()

    init() {
        for status in [301, 302, 303, 307, 308] {
            app.all("/from/\(status)") { request in
                var response = Response(status: HTTPStatus(status))
                response.headers["Location"] = request.query["to"] ?? "/to"
                response.headers["Set-Cookie"] = "seen=\(status); Path=/"
                return response
            }
        }
        app.get("/loop") { _ in Response.redirect(to: "/loop") }
        app.all("/*") { request in
            let body = String(decoding: try await request.body.collect(), as: UTF8.self)
            return "\(request.method) \(request.target) \(body) \(request.header("content-type") ?? "-")"
        }
    }

    @Test(arguments: TestMode.allCases)
    func aRedirectIsSeenUnlessItIsToBeFollowed(_ mode: TestMode) async throws {
        try await app.test(mode) { client in
            let redirect = try await client.get("/from/303")
            #expect(redirect.status == .seeOther)
            #expect(redirect.headers["Location"] == "/to")
            #expect(try await client.get("/from/303", followRedirects: true).text == "GET /to  -")
            client.followsRedirects = true
            #expect(try await client.get("/from/303").text == "GET /to  -")
            #expect(client.cookies["seen"] == "303")
            #expect(try await client.get("/from/303", followRedirects: false).status == 303)
        }
    }

    @Test(arguments: [
        (301, "GET /to  -"), (302, "GET /to  -"), (303, "GET /to  -"), (307, "POST /to x=1 form"),
        (308, "POST /to x=1 form"),
    ])
    func theMethodIsAsBrowsersHaveIt(_ status: Int, _ text: String) async throws {
        try await app.test(.inProcess) { client in
            let response = try await client.post("/from/\(status)", form: ["x": "1"], followRedirects: true)
            #expect(response.text.replacing("application/x-www-form-urlencoded", with: "form") == text)
        }
    }

    @Test(arguments: [
        ("/a/../b?q#f", "/b?q"), ("next", "/from/next"), ("../up/./x", "/up/x"), ("?q=1", "/from/303?q=1"),
        ("http://localhost:3000/abs?x", "/abs?x"), ("http://127.0.0.1", "/"), ("/a/..", "/"),
    ])
    func aReferenceIsResolved(_ location: String, _ target: String) async throws {
        let app = Application()
        app.get("/from/303") { request in
            request.queryString.isEmpty ? Response.redirect(to: location) : Response("GET \(request.target)  -")
        }
        for path in ["/", "/*"] { app.get(path) { request in "GET \(request.target)  -" } }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/from/303", followRedirects: true).text == "GET \(target)  -")
        }
    }

    @Test(arguments: ["https://example.com/", "//example.com/"])
    func anotherSiteIsNotVisited(_ location: String) async throws {
        try await app.test(.inProcess) { client in
            let response = try await client.get("/from/302?to=\(location)", followRedirects: true)
            #expect(response.status == .found)
        }
    }

    @Test func aLoopIsAnError() async throws {
        try await app.test(.inProcess) { client in
            let error = await #expect(throws: TestError.self) { try await client.get("/loop", followRedirects: true) }
            #expect(error?.description == "GET /loop: more than 10 redirects")
        }
    }
}
