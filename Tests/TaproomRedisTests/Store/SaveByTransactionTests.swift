import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// Saves without scripts by a Redis that plays its part by a script.
@Suite(.timeLimit(.minutes(1))) struct SaveByTransactionTests {
    private static let base = #"{"cookie":{"originalMaxAge":60000,"path":"/"}}"#
    private static let json = #"{"cookie":{"originalMaxAge":60000,"path":"/"},"n":1}"#

    /// A server whose user may not run scripts.
    ///
    /// - Parameter results: the answer to EXEC.
    private func redis(_ results: String) throws -> ScriptedRedis {
        try ScriptedRedis(servesAtOnce: true) { _, line in
            line.serve { words in
                switch words[0] {
                case "HELLO": ScriptedRedis.hello
                case "PING": "+PONG\r\n"
                case "EVALSHA", "EVAL":
                    "-NOPERM this user has no permissions to run the '\(words[0].lowercased())' command\r\n"
                case "WATCH", "MULTI": "+OK\r\n"
                case "GET": "$\(Self.base.utf8.count)\r\n\(Self.base)\r\n"
                case "TTL": ":60\r\n"
                case "SET": "+QUEUED\r\n"
                case "EXEC": results
                default: "-ERR unknown command '\(words[0])'\r\n"
                }
            }
        }
    }

    private func save(_ redis: ScriptedRedis) async throws -> SessionUpdate {
        let client = RedisClient(
            try RedisURL("redis://127.0.0.1:\(redis.port)"), timeout: .seconds(20), logger: LogRecorder().logger)
        let record = SessionRecord(json: Array(Self.json.utf8), expires: 60_000, now: 0)
        return try await RedisStore(client).update(
            "a",
            SessionChange(
                base: Array(Self.base.utf8), record: record, edits: [.set("n", [0x31])], editsCookie: false, cookie: [])
        )
    }

    @Test func whatTheTransactionHasStoredIsSaved() async throws {
        let redis = try redis("*1\r\n+OK\r\n")
        defer { redis.stop() }
        #expect(try await save(redis) == .stored)
    }

    /// EXEC succeeds although the command within it has failed.
    @Test func aCommandThatFailsWithinTheTransactionSavesNothing() async throws {
        let redis = try redis("*1\r\n-ERR the disk is full\r\n")
        defer { redis.stop() }
        let error = await #expect(throws: SessionError.self) { _ = try await save(redis) }
        #expect(error.map { "\($0)" }?.contains("the disk is full") == true)
    }
}
