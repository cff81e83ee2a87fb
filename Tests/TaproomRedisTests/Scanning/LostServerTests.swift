import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// Scans and the tools' commands while one real server, or the master that sentinels watch, is lost.
@Suite(.serialized, .timeLimit(.minutes(4))) struct LostServerTests {
    /// Makes a store with sessions, whose scans take many steps.
    private func sessions(_ url: String) async throws -> ScannedSessions {
        try await ScannedSessions(url, scanCount: 5, logger: LogRecorder().logger)
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
        let sessions = try await sessions(redis.url)
        try await sessions.scan {
            try await redis.restart()
            guard isNoticed else { return }
            #expect(try await sessions.store.inspect(Array(sessions.ids)).count == sessions.ids.count)
        }
        #expect(try await sessions.store.keyCount() == sessions.ids.count)
    }

    @Test func whatWasUnderWayWhenRedisWasRestartedIsSentAgain() async throws {
        let folder = try Folder()
        let redis = try await startServer(folder)
        let sessions = try await sessions(redis.url)
        let (store, ids) = (sessions.store, sessions.ids)
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
        let sessions = try await sessions(sentinels.url)
        try await eventually("the sessions at the replicas") {
            for server in sentinels.servers where try await Int(server.cli("dbsize")) != sessions.ids.count {
                return false
            }
            return true
        }
        let master = try await sentinels.master()
        try await sessions.list(clears: clears) { try await master.kill() }
    }
}
