import Synchronization
import Taproom
import TaproomRedis
import TaproomSessions
import TaproomTesting
import Testing

/// The public API of the included middleware.
@Suite(.timeLimit(.minutes(2))) struct MiddlewareContractTests {
    @Test(arguments: TestMode.allCases) func allOfItTogether(_ mode: TestMode) async throws {
        let app = Application()
        app.use(AccessLog(), RequestID(), CORS(), SecurityHeaders(), Compression(), ETag())
        app.use(CrossOriginProtection(), RateLimit(100, per: .minutes(1)), Timeout(.seconds(60)))
        app.get("/") { request in "hello" }
        try await app.test(mode) { client async throws in
            let response = try await client.get("/", headers: ["Origin": "https://app.example"])
            #expect(response.text == "hello")
            #expect(response.headers["Access-Control-Allow-Origin"] == "*")
            #expect(response.headers["X-Request-Id"]?.isEmpty == false)
            #expect(response.headers["RateLimit"]?.hasPrefix("\"default\";r=99;t=") == true)
            let tag = try #require(response.headers["ETag"])
            #expect(tag.hasPrefix("W/\""))
            let again = try await client.get("/", headers: ["If-None-Match": tag])
            #expect(again.status == .notModified)
            let missing = try await client.get("/missing")
            #expect(missing.status == .notFound && missing.headers["RateLimit"] != nil)
        }
    }

    @Test(arguments: TestMode.allCases) func crossOriginRequests(_ mode: TestMode) async throws {
        let app = Application()
        app.use(
            CORS(
                origins: ["https://app.example"], methods: [.get, .post], headers: ["X-Token"],
                exposedHeaders: ["X-Total"], credentials: true, maxAge: .minutes(10)))
        app.group("/public", CORS(origins: { origin in origin.hasSuffix(".example") })) { group in
            group.get("/notes") { _ in "notes" }
        }
        app.get("/notes") { _ in "notes" }
        try await app.test(mode) { client async throws in
            let preflight = try await client.options(
                "/notes", headers: ["Origin": "https://app.example", "Access-Control-Request-Method": "POST"])
            #expect(preflight.status == .noContent)
            #expect(preflight.headers["Access-Control-Allow-Origin"] == "https://app.example")
            #expect(preflight.headers["Access-Control-Max-Age"] == "600")
            let other = try await client.get("/notes", headers: ["Origin": "https://evil.example"])
            #expect(other.text == "notes" && other.headers["Access-Control-Allow-Origin"] == nil)
            #expect(other.headers["Vary"] == "Origin")
        }
    }

    @Test(arguments: TestMode.allCases) func rateLimits(_ mode: TestMode) async throws {
        let app = Application()
        let store = MemoryRateLimitStore(capacity: 1000, clock: { .seconds(5) })
        app.get("/address", RateLimit(1, per: .minutes(1))) { _ in "ok" }
        app.get("/key", RateLimit(1, per: .minutes(1), by: { $0.headers["X-Api-Key"] }, store: store)) { _ in "ok" }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/address").status == .ok)
            let refused = try await client.get("/address")
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers["Retry-After"].flatMap { Int($0) }.map { 1...60 ~= $0 } == true)
            for _ in 0..<3 { #expect(try await client.get("/key").status == .ok) }
            #expect(try await client.get("/key", headers: ["X-Api-Key": "a"]).status == .ok)
            #expect(try await client.get("/key", headers: ["X-Api-Key": "a"]).status == .tooManyRequests)
        }
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:1"), timeout: .milliseconds(100))
        let shared = Application()
        shared.use(RateLimit(1, per: .minutes(1), store: RedisRateLimitStore(redis)))
        shared.get("/") { _ in "ok" }
        try await shared.test(mode) { client async throws in
            #expect(try await client.get("/").status == .ok, "without Redis there is no limit")
        }
    }

    @Test(arguments: TestMode.allCases) func requestIDs(_ mode: TestMode) async throws {
        let app = Application()
        app.use(RequestID(trusts: .always, header: "X-Request-Id"))
        app.get("/") { request in request.id }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/", headers: ["X-Request-Id": "from-proxy"]).text == "from-proxy")
            let own = try await client.get("/")
            #expect(own.text == own.headers["X-Request-Id"] && own.text != "from-proxy")
        }
    }

    /// Sessions are saved as with other errors, whichever of the two middleware is outside.
    @Test(arguments: TestMode.allCases) func aTimeoutAndSessions(_ mode: TestMode) async throws {
        for isOutside in [true, false] {
            let app = Application()
            let sessions = try Sessions(store: MemoryStore(), secrets: ["a secret of more than sixteen bytes"])
            let slow = app.group("/slow")
            let timeout = Timeout(.milliseconds(50))
            if isOutside { slow.use(timeout, sessions) } else { slow.use(sessions, timeout) }
            slow.post("/") { request in
                try request.session.increment("views")
                try await Task.sleep(for: .seconds(100))
                return "never"
            }
            app.get("/views", sessions) { request in "\(request.session["views"]?.intValue ?? 0)" }
            try await app.test(mode) { client async throws in
                #expect(try await client.get("/views").text == "0")
                #expect(try await client.post("/slow").status == .serviceUnavailable)
                #expect(try await client.post("/slow").status == .serviceUnavailable)
                #expect(try await client.get("/views").text == "2")
            }
        }
    }
}
