import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// The session cache with several nodes, each of which reports changes to its own keys.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ClusterCacheTests {
    private struct Server {
        let store: RedisStore
        let client: RedisClient

        init(_ cluster: RedisCluster) throws {
            var options = RedisStore.Options()
            options.cacheLimit = 1000
            client = RedisClient(try RedisURL(cluster.url), logger: LogRecorder().logger)
            store = RedisStore(client, options: options)
        }

        @concurrent
        func get(_ id: String) async throws -> String? {
            let loop = try client.startedOwnLoop()
            return try await loop.run {
                try await store.get(id).map { String(decoding: $0, as: UTF8.self) }
            }
        }

        /// Returns whether a load is answered from memory.
        @concurrent
        func holds(_ id: String) async throws -> Bool {
            let loop = try client.startedOwnLoop()
            return await loop.run { store.cache?.json(id) != nil }
        }
    }

    private static let ids = ["a", "b", "c", "d", "e", "f"]

    /// Reads until all sessions are cached.
    private func warmUp(_ server: Server) async throws {
        for id in Self.ids {
            try await eventually("\(id) in the cache") {
                _ = try? await server.get(id)
                return try await server.holds(id)
            }
        }
    }

    private func write(_ text: String, _ cluster: RedisCluster) async throws {
        for id in Self.ids { try await cluster.node(forKey: "sess:\(id)").order("set", "sess:\(id)", text) }
    }

    @Test func eachNodeTellsOfItsKeys() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        try await write("{\"n\":1}", cluster)
        let server = try Server(cluster)
        try await warmUp(server)
        try await write("{\"n\":2}", cluster)
        for id in Self.ids {
            try await eventually("the change of \(id)") { try await server.get(id) == "{\"n\":2}" }
        }
    }

    @Test func nothingOldIsServedAfterAFailOver() async throws {
        let cluster = try await RedisCluster.start()
        try await write("{\"n\":1}", cluster)
        let server = try Server(cluster)
        try await warmUp(server)
        let old = try await cluster.node(forKey: "sess:a")
        let replica = try #require(try await cluster.replicas(of: old).first)
        try await cluster.failOver(to: replica)
        try await write("{\"n\":2}", cluster)
        for id in Self.ids {
            try await eventually("the change of \(id)") { (try? await server.get(id)) == "{\"n\":2}" }
        }
        try await warmUp(server)
        let master = try await cluster.node(forKey: "sess:a")
        try await master.kill()
        _ = try await cluster.newMaster(ofSlot: HashSlot.of("sess:", "a"), insteadOf: master)
        try await write("{\"n\":3}", cluster)
        for id in Self.ids {
            try await eventually("the change of \(id)") { (try? await server.get(id)) == "{\"n\":3}" }
        }
    }

    /// No node reports changes to a key that has moved away.
    @Test func nothingOldIsServedAfterAMove() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        try await write("{\"n\":1}", cluster)
        let server = try Server(cluster)
        try await warmUp(server)
        let slot = HashSlot.of("sess:", "a")
        let source = try await cluster.masterNode(ofSlot: slot)
        let target = try #require(cluster.nodes.first { $0.port != source.port })
        try await cluster.moveSlot(slot, to: target)
        try await target.order("set", "sess:a", "{\"n\":2}")
        try await eventually("the change") { try await server.get("a") == "{\"n\":2}" }
        try await warmUp(server)
        try await target.order("set", "sess:a", "{\"n\":3}")
        try await eventually("the next change") { try await server.get("a") == "{\"n\":3}" }
    }
}
