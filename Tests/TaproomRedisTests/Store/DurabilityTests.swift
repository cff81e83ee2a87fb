import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// Saves that wait for replicas.
@Suite(.timeLimit(.minutes(2))) struct DurabilityTests {
    private func app(_ redis: RedisServer, _ durability: Durability) throws -> SessionApp {
        var options = RedisStore.Options()
        options.durability = durability
        return try SessionApp(RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(5)), options: options))
    }

    @Test func aSaveThatNoReplicaHasIsNotAcknowledged() async throws {
        let redis = try await RedisServer.start()
        try await app(redis, .replicas(1, within: .milliseconds(50))).app.test(.live) { client async throws in
            let response = try await Visitor(client).send(.post, "/pour")
            #expect(response.status == 503)
            #expect(response["Retry-After"] != nil)
        }
    }

    @Test func savesThatAReplicaHasAreAcknowledged() async throws {
        let redis = try await RedisServer.start()
        let replica = try await redis.startReplica()
        try await app(redis, .replicas(1)).app.test(.live) { client async throws in
            let visitor = Visitor(client)
            let first = try await visitor.send(.post, "/pour")
            #expect(first.text == "1", "\(first.status)")
            // The writes of several requests share a WAIT.
            #expect(await flood(client, "/pour", cookie: visitor.cookie, count: 20, at: 20) == 0)
            #expect(try await replica.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":21"))
            #expect(try await visitor.send(.post, "/logout").status == 200)
        }
    }

    /// Reads are not delayed.
    @Test func aWaitHoldsUpWritesOnly() async throws {
        let redis = try await RedisServer.start()
        try await app(redis, .none).app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let cookie = visitor.cookie
            try await app(redis, .replicas(1, within: .milliseconds(700))).app.test(.live) { client async throws in
                async let pour = Visitor(client, cookie: cookie).send(.post, "/pour").status
                for _ in 0..<20 {
                    #expect(try await Visitor(client, cookie: cookie).send(.get, "/look").status == 200)
                }
                #expect(try await pour == 503)
            }
        }
    }

    @Test func whatRepliesMean() {
        let replicas = Durability.replicas(2)
        #expect(replicas.shortfall(.integer(2)) == nil)
        #expect(replicas.shortfall(.integer(1)) != nil)
        #expect(replicas.shortfall(.error("ERR WAIT cannot be used with replica instances")) != nil)
        #expect(replicas.shortfall(nil) != nil)
        let disks = Durability.disks(replicas: 1)
        #expect(disks.shortfall(.array([.integer(1), .integer(1)])) == nil)
        #expect(disks.shortfall(.array([.integer(0), .integer(1)])) != nil)
        #expect(disks.shortfall(.array([.integer(1), .integer(0)])) != nil)
        #expect(
            disks.shortfall(.error("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."))
                != nil)
    }
}
