import Taproom
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// A rate limit that servers share.
@Suite(.timeLimit(.minutes(1))) struct RedisRateLimitTests {
    private func application(_ limit: RateLimit) -> Application {
        let app = Application()
        app.use(limit)
        app.get("/") { _ in "ok" }
        return app
    }

    private func store(_ server: RedisServer, timeout: Duration = .seconds(20)) throws -> RedisRateLimitStore {
        RedisRateLimitStore(RedisClient(try RedisURL(server.url), timeout: timeout))
    }

    @Test(arguments: TestMode.allCases) func serversShareTheLimit(_ mode: TestMode) async throws {
        let server = try await RedisServer.start()
        let limit = RateLimit(3, per: .hours(1), store: try store(server))
        let other = RateLimit(3, per: .hours(1), store: try store(server))
        try await application(limit).test(mode) { client async throws in
            let first = try await client.get("/")
            #expect(first.status == .ok)
            #expect(first.headers["RateLimit-Policy"] == "\"default\";q=3;w=3600")
            #expect(first.headers["RateLimit"] == "\"default\";r=2;t=1200")
            #expect(try await client.get("/").status == .ok)
        }
        try await application(other).test(mode) { client async throws in
            #expect(try await client.get("/").status == .ok)
            let refused = try await client.get("/")
            #expect(refused.status == .tooManyRequests)
            let seconds = try #require(refused.headers["Retry-After"].flatMap { Int($0) })
            #expect(1...1200 ~= seconds)
        }
        let keys = try await server.cli("KEYS", "*")
        #expect(keys == "rate:default:3:1200000000:127.0.0.1")
        let expiry = try #require(Int(try await server.cli("PTTL", keys)))
        #expect(1...3_600_000 ~= expiry)
    }

    @Test func requestsAtOneTimeShareTheLimit() async throws {
        let server = try await RedisServer.start()
        let policy = RateLimitPolicy(limit: 100, window: .hours(1))
        let stores = try (0..<4).map { _ in try store(server) }
        let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<400 {
                group.addTask { try await stores[number % 4].take("a", of: policy).isAllowed }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(allowed == 100)
    }

    @Test func whatIsUsedComesBack() async throws {
        let server = try await RedisServer.start()
        let store = try store(server)
        let policy = RateLimitPolicy(limit: 1, window: .milliseconds(20))
        #expect(try await store.take("a", of: policy).isAllowed)
        try await eventually("the next request to pass") { try await store.take("a", of: policy).isAllowed }
        try await eventually("the key to expire") { try await server.cli("DBSIZE") == "0" }
    }

    /// A lost state, or one from before Redis's clock went back, locks no client out.
    @Test func anyStateOfRedisIsTaken() async throws {
        let server = try await RedisServer.start()
        let store = try store(server)
        let policy = RateLimitPolicy(limit: 2, window: .milliseconds(20))
        #expect(try await store.take("a", of: policy).isAllowed)
        _ = try await server.cli("SCRIPT", "FLUSH")
        #expect(try await store.take("b", of: policy).remaining == 1)
        for value in ["99999999999999999", "x", "-1", "nan", "inf"] {
            _ = try await server.cli("SET", "rate:default:2:10000:a", value)
            try await eventually("a request to pass after \(value)") { try await store.take("a", of: policy).isAllowed }
        }
        _ = try await server.cli("DEL", "rate:default:2:10000:a")
        _ = try await server.cli("LPUSH", "rate:default:2:10000:a", "x")
        await #expect(throws: RedisError.self) { try await store.take("a", of: policy) }
    }

    @Test func aKeyIsNeverLong() async throws {
        let server = try await RedisServer.start()
        let store = try store(server)
        let policy = RateLimitPolicy(limit: 1, window: .hours(1))
        let long = String(repeating: "x", count: 100_000)
        #expect(try await store.take(long, of: policy).isAllowed)
        #expect(try await !store.take(long, of: policy).isAllowed)
        #expect(try await store.take(long + "y", of: policy).isAllowed)
        for key in try await server.cli("KEYS", "*").split(separator: "\n") { #expect(key.utf8.count < 100) }
    }

    @Test(arguments: [(Int.max, Duration.seconds(1)), (1, .seconds(Int64.max)), (1_000_000, .seconds(1))])
    func noNumberIsTooLarge(_ limit: Int, _ window: Duration) async throws {
        let server = try await RedisServer.start()
        let store = try store(server)
        let policy = RateLimitPolicy(limit: limit, window: window)
        #expect(try await store.take("a", of: policy).isAllowed)
        #expect(try await store.take("a", of: policy).isAllowed == (limit > 1))
    }

    @Test(arguments: TestMode.allCases) func withoutRedisRequestsPassOrAreRefused(_ mode: TestMode) async throws {
        let server = try await RedisServer.start()
        let store = try store(server, timeout: .milliseconds(200))
        try await server.kill()
        for (onFailure, status) in [(RateLimit.StoreFailure.allow, 200), (.refuse, 503)] {
            let limit = RateLimit(1, per: .hours(1), store: store, onStoreFailure: onFailure)
            let recorder = LogRecorder()
            let app = Application(logger: recorder.logger)
            app.use(limit)
            app.get("/") { _ in "ok" }
            try await app.test(mode) { client async throws in
                for _ in 0..<3 { #expect(try await client.get("/").status.code == status) }
            }
            #expect(recorder.messages.contains { $0.hasPrefix("the store of the rate limit failed") })
        }
    }
}
