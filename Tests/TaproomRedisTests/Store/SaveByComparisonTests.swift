import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// Saves with `SET … IFEQ`, if the server has it.
@Suite struct SaveByComparisonTests {
    @Test(arguments: [
        ("valkey", "8.0.9", false), ("valkey", "8.1.0", true), ("valkey", "9.0.1", true), ("redis", "7.4.2", false),
        ("redis", "8.3.9", false), ("redis", "8.4.0", true), ("redis", "10.0.0", true), ("other", "99.0.0", false),
        ("valkey", "8", false), ("valkey", "", false),
    ])
    func itIsUsedSinceAVersion(_ name: String, _ version: String, _ isUsed: Bool) throws {
        func text(_ text: String) -> RedisValue { .bytes(Array(text.utf8)) }
        let hello = RedisValue.array([
            text("server"), text(name), text("version"), text(version), text("proto"), .integer(2), text("mode"),
            text("cluster"), text("role"), text("replica"), text("modules"), .array([]),
        ])
        let facts = try #require(ServerFacts(hello: hello))
        #expect(facts.comparesOnSet == isUsed)
        #expect(facts.mode == "cluster")
        #expect(facts.role == "replica")
        #expect(ServerFacts(hello: .error("NOPERM")) == nil)
    }

    private func calls(_ command: String, _ redis: RedisServer) async throws -> Int {
        let statistics = try await redis.cli("info", "commandstats")
        guard
            let line = statistics.split(whereSeparator: \.isNewline).first(where: {
                $0.hasPrefix("cmdstat_\(command):")
            })
        else { return 0 }
        return Int(line.drop { $0 != "=" }.dropFirst().prefix { $0 != "," }) ?? 0
    }

    /// With such a server, no script runs unless another request has changed the session, and then one merges the
    /// changes.
    @Test func aSaveTakesOneCommandAndLosesNothing() async throws {
        let redis = try await RedisServer.start()
        let hello = try await redis.cli("hello")
        let compares = hello.contains("valkey")
        let store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))
        try await SessionApp(store).app.test(.live) { client async throws in
            let visitor = Visitor(client)
            for views in 1...20 { #expect(try await visitor.send(.post, "/pour").text == "\(views)") }
            #expect(try await calls("evalsha", redis) + calls("eval", redis) == (compares ? 0 : 20))
            #expect(await flood(client, "/pour", cookie: visitor.cookie, count: 160, at: 16) == 0)
            #expect(try await visitor.send(.get, "/look").text == "180")
        }
    }

    /// Nothing is stored if the session has ended meanwhile.
    @Test func aSessionThatHasEndedStaysEnded() async throws {
        let redis = try await RedisServer.start()
        let app = try SessionApp(RedisStore(RedisClient(try RedisURL(redis.url)))).app
        app.post("/ended") { request in
            try request.session.increment("views")
            _ = try await redis.cli("del", "sess:\(request.session.id)")
            return "ok"
        }
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            try await visitor.send(.post, "/ended")
            #expect(try await redis.cli("dbsize") == "0")
        }
    }
}
