import Synchronization
import TaproomNet
import TestSupport
import Testing

@testable import TaproomRedis

/// A Redis whose reply never ends.
@Suite(.timeLimit(.minutes(1))) struct ReplyLimitTests {
    @Test func aReplyThatNeverEndsLosesTheConnection() async throws {
        let redis = try ScriptedRedis { number, line in
            line.acceptHandshake()
            if number == 1 {
                line.hear("GET")
                line.say("$999999999999\r\n")
                line.keepSaying(String(repeating: "x", count: 10_000))
            } else {
                line.answer("GET", "2")
                line.hearNoMore()
            }
        }
        let tested = try TestedConnection(to: redis, replyLimit: 1_000_000)
        defer { tested.end() }
        let error = await #expect(throws: RedisError.self) { _ = try await tested.send("GET", "key") }
        #expect(error.map { "\($0)" }?.contains("limit of 1000000 bytes") == true)
        #expect(try await tested.send("GET", "key") == .bytes([0x32]))
        #expect(redis.connections == 2)
    }

    /// The arrival of a byte does not mean that the rest will arrive in time.
    @Test func aReplyThatTricklesHasNoMoreTimeThanOthers() async throws {
        let redis = try ScriptedRedis { number, line in
            line.acceptHandshake()
            if number == 1 {
                line.answer("zeroth", "0")
                line.hear("first")
                line.say("$1000\r\nx")
                line.hearNoMore()
            } else {
                line.answer("second", "2")
                line.hearNoMore()
            }
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("GET", "zeroth") == .bytes([0x30]))
        let first = Task { try await tested.send("GET", "first") }
        try await eventually("the beginning of the reply") { await tested.run { $0.unfinishedReply } >= 8 }
        let left = await tested.run { connection in
            connection.expire(now: connection.pending.first?.deadline ?? 0)
            return connection.pending.count
        }
        try #require(left == 0)
        await #expect(throws: RedisError.self) { _ = try await first.value }
        #expect(try await tested.send("GET", "second") == .bytes([0x32]))
        #expect(redis.connections == 2)
    }
}
