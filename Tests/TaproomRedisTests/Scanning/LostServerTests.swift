import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// Scans and the tools' commands while one real server, or the master that sentinels watch, is lost.
@Suite(.serialized, .timeLimit(.minutes(4))) struct LostServerTests {
    private static let count = 90

    /// Makes a store with sessions, whose scans take many steps.
    private func store(_ url: String) async throws -> (store: RedisStore, ids: Set<String>) {
        var options = RedisStore.Options()
        options.scanCount = 5
        let client = RedisClient(try RedisURL(url), timeout: .seconds(20), logger: LogRecorder().logger)
        let store = RedisStore(client, options: options)
        let ids = (0..<Self.count).map { "visitor-\($0)" }
        for id in ids { try await store.set(id, SessionRecord(json: Array("{}".utf8), expires: nil, now: 0)) }
        return (store, Set(ids))
    }

    /// Starts a server that has all keys again after a crash.
    private func startServer(_ folder: Folder) async throws -> RedisServer {
        try await RedisServer.start(arguments: ["--appendonly", "yes", "--appendfsync", "always", "--dir", folder.path])
    }

    /// The order of the keys is another one after each start. Whether the client has noticed the restart before the next
    /// step must not matter.
    @Test(arguments: [true, false]) func noSessionIsMissedIfRedisIsRestarted(_ isNoticed: Bool) async throws {
        let folder = try Folder()
        let redis = try await startServer(folder)
        let (store, ids) = try await store(redis.url)
        var found: [String] = []
        try await store.forEachID { page in
            if found.isEmpty {
                try await redis.restart()
                if isNoticed { #expect(try await store.inspect(Array(ids)).count == ids.count) }
            }
            found += page
        }
        #expect(ids.subtracting(found).isEmpty)
        #expect(found.count == ids.count)
        #expect(try await store.keyCount() == ids.count)
    }

    @Test func whatWasUnderWayWhenRedisWasRestartedIsSentAgain() async throws {
        let folder = try Folder()
        let redis = try await startServer(folder)
        let (store, ids) = try await store(redis.url)
        redis.setHanging(true)
        async let listed = store.inspect(Array(ids))
        async let counted = store.keyCount()
        try await redis.restart()
        #expect(try await Set(listed.map(\.id)) == ids)
        #expect(try await counted == ids.count)
        redis.setHanging(true)
        async let cleared: Void = store.destroy(Array(ids))
        try await redis.restart()
        try await cleared
        #expect(try await store.inspect(Array(ids)).isEmpty)
    }

    /// Each page is asked for when the old master has just been lost.
    @Test(arguments: [true, false]) func sessionsAreListedAndClearedWhileAMasterIsLost(_ clears: Bool) async throws {
        let sentinels = try await RedisSentinels.start()
        let (store, ids) = try await store(sentinels.url)
        try await eventually("the sessions at the replicas") {
            for server in sentinels.servers where try await Int(server.cli("dbsize")) != ids.count { return false }
            return true
        }
        let master = try await sentinels.master()
        var listed: Set<String> = []
        try await store.forEachID { page in
            if listed.isEmpty { try await master.kill() }
            #expect(try await Set(store.inspect(page).map(\.id)) == Set(page))
            listed.formUnion(page)
            if clears { try await store.destroy(page) }
        }
        #expect(listed == ids)
        #expect(try await store.count() == (clears ? 0 : ids.count))
    }
}
