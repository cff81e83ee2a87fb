import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/Middleware.md.
@Suite(.timeLimit(.minutes(2))) struct MiddlewareGuideTests {
    struct Timing: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            let start = ContinuousClock.now
            var response = await next(request)
            response.headers["Server-Timing"] = "app;dur=\((ContinuousClock.now - start) / .milliseconds(1))"
            return response
        }
    }

    private func uses(_ app: Application) {
        app.use(Timing())
        app.use { request, next in
            guard request.headers["X-Blocked"] == nil else { throw HTTPError(.forbidden, "You are blocked.") }
            return await next(request)
        }
        app.use("/assets") { request, next in
            var response = await next(request)
            response.headers["X-Path"] = request.path
            return response
        }
    }

    private func order(_ app: Application) {
        app.use(AccessLog(), RequestID(), SecurityHeaders())
        app.use(Compression(), ETag())
        app.use(CrossOriginProtection(), RateLimit(100, per: .minutes(1)), Timeout(.seconds(5)))
    }

    private func limits(_ app: Application) {
        app.post("/login", RateLimit(5, per: .minutes(1), name: "login")) { _ in "welcome" }
        let perKey = RateLimit(1000, per: .hours(1), name: "key", by: { $0.headers["X-Api-Key"] })
        let api = app.group("/api", CORS(origins: ["https://app.example"], credentials: true), perKey)
        api.get("/notes") { _ in ["first", "second"] }
    }

    private func crossOrigin(_ app: Application) throws {
        app.use(try CrossOriginProtection(trustedOrigins: ["https://shop.example"], bypassing: ["/webhooks"]))
        app.post("/webhooks/paid") { _ in "noted" }
        app.post("/order") { _ in "ordered" }
    }

    private func slow(_ app: Application) {
        app.get("/slow", Timeout(.milliseconds(50))) { _ in
            try await Task.sleep(for: .seconds(100))
            return "never"
        }
    }

    @Test(arguments: TestMode.allCases) func ownMiddleware(_ mode: TestMode) async throws {
        let app = Application()
        uses(app)
        app.get("/") { _ in "home" }
        app.get("/assets/logo") { _ in "logo" }
        slow(app)
        try await app.test(mode) { client async throws in
            let home = try await client.get("/")
            #expect(home.text == "home" && home.headers["Server-Timing"]?.hasPrefix("app;dur=") == true)
            #expect(home.headers["X-Path"] == nil)
            let blocked = try await client.get("/", headers: ["X-Blocked": "1"])
            #expect(blocked.status == .forbidden && blocked.text == "You are blocked.\n")
            #expect(blocked.headers["Server-Timing"] != nil)
            #expect(try await client.get("/assets/logo").headers["X-Path"] == "/logo")
            #expect(try await client.get("/slow").status == .serviceUnavailable)
        }
    }

    @Test(arguments: TestMode.allCases) func otherSites(_ mode: TestMode) async throws {
        let app = Application()
        try crossOrigin(app)
        let other: HeaderFields = ["Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"]
        let shop: HeaderFields = ["Sec-Fetch-Site": "cross-site", "Origin": "https://shop.example"]
        try await app.test(mode) { client async throws in
            #expect(try await client.post("/order", headers: other).status == .forbidden)
            #expect(try await client.post("/order", headers: shop).text == "ordered")
            #expect(try await client.post("/webhooks/paid", headers: other).text == "noted")
        }
    }

    @Test(arguments: TestMode.allCases) func middlewareThatComesAlong(_ mode: TestMode) async throws {
        let app = Application()
        order(app)
        app.get("/") { _ in String(repeating: "hello ", count: 300) }
        app.post("/") { _ in "done" }
        limits(app)
        app.get("/early") { _ in "early" }
        app.use { request, next in
            var response = await next(request)
            response.headers["X-Late"] = "1"
            return response
        }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/early").headers["X-Late"] == "1")
            let page = try await client.get("/", headers: ["Accept-Encoding": "gzip"])
            #expect(page.headers["Content-Encoding"] == "gzip")
            #expect(page.headers["X-Request-Id"] != nil && page.headers["X-Content-Type-Options"] == "nosniff")
            let tag = try #require(page.headers["ETag"])
            #expect(try await client.get("/", headers: ["If-None-Match": tag]).status == .notModified)
            #expect(try await client.post("/").text == "done")
            #expect(try await client.post("/", headers: ["Sec-Fetch-Site": "cross-site"]).status == .forbidden)
            for _ in 0..<5 { #expect(try await client.post("/login").status == .ok) }
            let refused = try await client.post("/login")
            #expect(refused.status == .tooManyRequests && refused.headers["Retry-After"] != nil)
            let notes = try await client.get("/api/notes", headers: ["Origin": "https://app.example"])
            #expect(notes.headers["Access-Control-Allow-Origin"] == "https://app.example")
        }
    }
}
