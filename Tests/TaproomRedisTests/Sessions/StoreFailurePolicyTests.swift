import Foundation
import Logging
import Taproom
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// Requests whose store fails, or whose session is too large.
@Suite struct StoreFailurePolicyTests {
    private let redis: RedisServer
    private let store: RedisStore

    init() async throws {
        redis = try await RedisServer.start()
        store = RedisStore(RedisClient(try RedisURL(redis.url)))
    }

    @Test func aValueOverTheLimitIsAnErrorThatNamesItsSize() async throws {
        let log = LogRecorder()
        let app = Application(logger: log.logger)
        var options = SessionOptions(secrets: ["keyboard cat"])
        options.sizeLimit = 500
        app.use(try Sessions(store: store, options: options))
        app.post("/grow") { request in
            request.session["big"] = .string(String(repeating: "x", count: 600))
            return "ok"
        }
        app.get("/") { request in "\(request.session.id)" }
        try await app.test(.inProcess) { client in
            #expect(try await client.post("/grow").status == 500)
            let big =
                #"{"cookie":{"originalMaxAge":null,"expires":null},"big":"\#(String(repeating: "y", count: 600))"}"#
            try await store.set("big", SessionRecord(json: Array(big.utf8), expires: nil, now: 0))
            let cookie = "connect.sid=" + CookieSigner(secrets: ["keyboard cat"]).sign("big")
            #expect(try await client.get("/", headers: [("Cookie", cookie)]).status == 500)
        }
        #expect(log.messages.contains { $0.contains("exceeds the limit of 500") })
    }

    @Test func anOutageIsALineASecondInTheLog() async throws {
        let log = LogRecorder()
        var options = SessionOptions(secrets: ["keyboard cat"])
        options.saveUninitialized = true
        let app = Application(logger: log.logger)
        app.use(try Sessions(store: store, options: options, logger: log.logger))
        app.get("/0") { _ in "x" }
        app.get("/1") { request in
            try await request.session.save()
            return "saved"
        }
        try await redis.kill()
        try await app.test(.live) { client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<100 { group.addTask { try await client.get("/\(index % 2)").status.code } }
                for try await status in group { #expect(status == 503) }
            }
        }
        // Failures that have not been logged yet are logged when the loops end.
        var requests = 0
        try await eventually("the log to tell of 100 requests and not \(requests)") {
            requests = log.messages.compactMap { $0.firstMatch(of: /requests: (\d+)/).flatMap { Int($0.1) } }
                .reduce(0, +)
            return requests >= 100
        }
        #expect(requests == 100)
        #expect(log.messages.count < 50)
        #expect(!log.messages.contains { $0.contains("handler failed") })
    }

    @Test func withoutSessionIsAPolicyToo() async throws {
        let app = try SessionApp(store) { $0.onStoreFailure = .withoutSession }.app
        app.get("/optional") { request in request.hasSession ? "with" : "without" }
        try await redis.kill()
        try await app.test(.inProcess) { client in
            let cookie = "sid=" + CookieSigner(secrets: ["keyboard cat"]).sign("x")
            let response = try await client.get("/optional", headers: [("Cookie", cookie)])
            #expect(response.text == "without")
        }
    }

    /// A change that can't be stored is not a success, whatever the policy.
    @Test func aChangeThatCantBeStoredIsA503EvenWithoutSession() async throws {
        let app = try SessionApp(store) { $0.onStoreFailure = .withoutSession }.app
        let redis = redis
        app.post("/change") { request in
            request.session["name"] = "ann"
            try await redis.kill()
            return "done"
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/change").status == 503)
        }
    }
}
