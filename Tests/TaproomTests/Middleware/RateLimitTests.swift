import Logging
import Synchronization
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

@testable import Taproom

/// The number of requests that a client may send.
@Suite(.timeLimit(.minutes(1))) struct RateLimitTests {
    /// A clock that a test advances.
    private final class TestClock: Sendable {
        private let time = Mutex(Duration.seconds(1000))

        var now: Duration { time.withLock { $0 } }

        func advance(_ duration: Duration) {
            time.withLock { $0 += duration }
        }

        var store: MemoryRateLimitStore { MemoryRateLimitStore(clock: { self.now }) }
    }

    private func application(_ limit: RateLimit) -> Application {
        let app = Application()
        app.use(limit)
        app.get("/") { _ in "ok" }
        return app
    }

    @Test(arguments: TestMode.allCases) func whatIsTooMuchIsRefused(_ mode: TestMode) async throws {
        let clock = TestClock()
        let limit = RateLimit(3, per: .minutes(1), store: clock.store)
        try await application(limit).test(mode) { client async throws in
            for left in [2, 1, 0] {
                let response = try await client.get("/")
                #expect(response.status == .ok)
                #expect(response.headers["RateLimit-Policy"] == "\"default\";q=3;w=60")
                #expect(response.headers["RateLimit"] == "\"default\";r=\(left);t=\(60 - left * 20)")
                #expect(response.headers["Retry-After"] == nil)
            }
            let refused = try await client.get("/unknown")
            #expect(refused.status == .tooManyRequests)
            #expect(refused.text.contains("Try again in 20 seconds"))
            #expect(refused.headers["Retry-After"] == "20")
            #expect(refused.headers["RateLimit"] == "\"default\";r=0;t=60")
            #expect(refused.headers["RateLimit-Policy"] == "\"default\";q=3;w=60")
            clock.advance(.milliseconds(19_500))
            #expect(try await client.get("/").headers["Retry-After"] == "1")
            clock.advance(.milliseconds(500))
            #expect(try await client.get("/").status == .ok)
            #expect(try await client.get("/").status == .tooManyRequests)
            clock.advance(.minutes(5))
            for _ in 0..<3 { #expect(try await client.get("/").status == .ok) }
            #expect(try await client.get("/").status == .tooManyRequests)
        }
    }

    @Test func aKeyTellsClientsApart() async throws {
        let limit = RateLimit(1, per: .hours(1)) { request in request.headers["X-Api-Key"] }
        try await application(limit).test(.inProcess) { client async throws in
            for key in ["a", "b"] {
                #expect(try await client.get("/", headers: ["X-Api-Key": key]).status == .ok)
                #expect(try await client.get("/", headers: ["X-Api-Key": key]).status == .tooManyRequests)
            }
            for _ in 0..<3 {
                let response = try await client.get("/")
                #expect(response.status == .ok && response.headers["RateLimit"] == nil, "no key, no limit")
            }
        }
    }

    @Test func limitsThatShareAStoreCountForThemselves() async throws {
        let store = TestClock().store
        let app = Application()
        app.use(RateLimit(3, per: .hours(1), store: store))
        app.get("/", RateLimit(1, per: .hours(1), name: "lo\"gin\\", store: store)) { _ in "ok" }
        try await app.test(.inProcess) { client async throws in
            let first = try await client.get("/")
            #expect(first.headers["RateLimit"] == "\"login\";r=0;t=3600, \"default\";r=2;t=1200")
            let second = try await client.get("/")
            #expect(second.status == .tooManyRequests)
            #expect(second.headers["RateLimit"] == "\"login\";r=0;t=3600, \"default\";r=1;t=2400")
        }
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"), ("::ffff:192.0.2.1", "192.0.2.1"), ("-", "-"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ])
    func aClientIsANetwork(_ address: String, _ network: String) {
        #expect(AddressBlock.network(ofHost: address) == network)
    }

    @Test func aClientIsWhatATrustedProxySays() async throws {
        let app = application(RateLimit(1, per: .hours(1)))
        app.settings.trustedProxies = .loopback
        try await app.test(.inProcess) { client async throws in
            for (address, status) in [
                ("2001:db8::1", 200), ("2001:db8::2", 429), ("2001:db8:0:1::1", 200), ("192.0.2.1", 200),
                ("192.0.2.2", 200),
                ("192.0.2.1", 429),
            ] {
                #expect(try await client.get("/", headers: ["X-Forwarded-For": address]).status.code == status)
            }
        }
    }

    @Test func requestsAtOneTimeShareTheLimit() async throws {
        let clock = TestClock()
        let store = clock.store
        let policy = RateLimitPolicy(limit: 1000, window: .hours(1))
        let allowed = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var allowed = 0
                    for _ in 0..<500 where try await store.take("a", of: policy).isAllowed { allowed += 1 }
                    return allowed
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(allowed == 1000)
    }

    /// Limits of any size are exact, even those that do not divide the window.
    @Test(arguments: [1, 3, 7, 99, 1000, 99_999]) func exactlyTheLimitPasses(_ limit: Int) async throws {
        let store = TestClock().store
        let policy = RateLimitPolicy(limit: limit, window: .seconds(1))
        for number in 1...limit {
            let usage = try await store.take("a", of: policy)
            guard usage.isAllowed, usage.remaining == limit - number else {
                Issue.record("\(number): \(usage)")
                return
            }
        }
        #expect(try await !store.take("a", of: policy).isAllowed)
    }

    @Test(arguments: [(Int.max, Duration.seconds(1)), (1, .seconds(Int64.max)), (Int.max, .seconds(Int64.max))])
    func noNumberIsTooLarge(_ limit: Int, _ window: Duration) async throws {
        let policy = RateLimitPolicy(limit: limit, window: window)
        for clock in [Duration.zero, .seconds(Int64.max), .seconds(-1)] {
            let store = MemoryRateLimitStore(clock: { clock })
            #expect(try await store.take("a", of: policy).isAllowed)
            _ = try await store.take("a", of: policy)
        }
    }

    @Test func aClockThatGoesBackLocksNobodyOut() async throws {
        let clock = TestClock()
        let store = clock.store
        let policy = RateLimitPolicy(limit: 1, window: .seconds(10))
        #expect(try await store.take("a", of: policy).isAllowed)
        clock.advance(.seconds(-900))
        #expect(try await !store.take("a", of: policy).isAllowed)
        clock.advance(.seconds(10))
        #expect(try await store.take("a", of: policy).isAllowed)
    }

    @Test(arguments: [2, 100, 2000, 20_000]) func manyClientsDoNotGrowTheStore(_ capacity: Int) async throws {
        let store = MemoryRateLimitStore(capacity: capacity)
        let policy = RateLimitPolicy(limit: 1, window: .hours(1))
        _ = try await store.take("first", of: policy)
        for number in 0..<(capacity * 3) {
            #expect(try await store.take("\(number)", of: policy).isAllowed)
            if number % 1000 == 0 { #expect(store.count <= capacity) }
        }
        #expect(store.count <= capacity && store.count > capacity / 4)
        #expect(try await !store.take("\(capacity * 3 - 1)", of: policy).isAllowed, "remembered")
        #expect(try await store.take("first", of: policy).isAllowed, "forgotten")
    }

    /// An active client is remembered, however many others arrive.
    @Test func aClientThatGoesOnIsRemembered() async throws {
        let store = MemoryRateLimitStore(capacity: 100)
        let policy = RateLimitPolicy(limit: 1, window: .hours(1))
        #expect(try await store.take("busy", of: policy).isAllowed)
        for number in 0..<1000 {
            _ = try await store.take("\(number)", of: policy)
            if number % 10 == 0 { #expect(try await !store.take("busy", of: policy).isAllowed) }
        }
    }

    private struct BrokenStore: RateLimitStore {
        struct Failure: Error {}

        func take(_ key: String, of policy: RateLimitPolicy) async throws -> RateLimitUsage { throw Failure() }
    }

    @Test(arguments: TestMode.allCases) func aStoreThatFailsLetsRequestsPassOrRefusesThem(_ mode: TestMode) async throws
    {
        for (onFailure, status) in [(RateLimit.StoreFailure.allow, 200), (.refuse, 503)] {
            let recorder = LogRecorder()
            let app = Application(logger: recorder.logger)
            app.use(RateLimit(1, per: .minutes(1), store: BrokenStore(), onStoreFailure: onFailure))
            app.get("/") { _ in "ok" }
            try await app.test(mode) { client async throws in
                for _ in 0..<3 {
                    let response = try await client.get("/")
                    #expect(response.status.code == status)
                    #expect(response.headers["RateLimit"] == nil)
                    #expect(response.headers["Retry-After"] == (status == 503 ? "1" : nil))
                }
            }
            let lines = recorder.messages.filter { $0.contains("the store of the rate limit failed") }
            #expect(!lines.isEmpty)
        }
    }

    @Test func failuresAreLoggedOnceInASecond() {
        let recorder = LogRecorder()
        let log = RateLimitFailureLog()
        let start = Clock.monotonic()
        for _ in 0..<1000 { log.note(BrokenStore.Failure(), to: recorder.logger) }
        let seconds = Int((Clock.monotonic() - start) / 1_000_000_000)
        #expect(1...(1 + seconds) ~= recorder.messages.count)
        #expect(recorder.messages.first?.contains("requests: 1") == true)
    }
}
