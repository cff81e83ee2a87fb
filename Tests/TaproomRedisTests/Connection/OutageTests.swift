import TaproomNet
import TestSupport
import Testing

@testable import TaproomRedis

/// Reconnection after one and several outages.
@Suite(.timeLimit(.minutes(1))) struct OutageTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test func pausesGrowToHalfASecond() {
        var backOff = BackOff()
        let pauses = (0..<9).map { _ in backOff.next(afterConnectionThatStood: nil) / Self.millisecond }
        #expect(pauses == [10, 20, 40, 80, 160, 320, 500, 500, 500])
    }

    @Test func onlyAConnectionThatStoodForHalfASecondBeginsAnew() {
        var backOff = BackOff()
        for _ in 0..<4 { _ = backOff.next(afterConnectionThatStood: nil) }
        #expect(backOff.next(afterConnectionThatStood: 500 * Self.millisecond) == 160 * Self.millisecond)
        #expect(backOff.next(afterConnectionThatStood: 501 * Self.millisecond) == 10 * Self.millisecond)
        #expect(backOff.next(afterConnectionThatStood: 0) == 20 * Self.millisecond)
    }

    /// The test counts attempts, because a busy machine makes pauses longer than intended.
    @Test func eachAttemptThatFailsIsFollowedByALongerPause() async throws {
        let redis = try ScriptedRedis { number, line in
            line.hear("PING")
            if number <= 4 { return }
            line.say(ScriptedRedis.hello + "+PONG\r\n")
            line.answer("GET", "5")
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("GET", "key") == .bytes([0x35]))
        #expect(await tested.run { $0.lastPause } == 80 * Self.millisecond)
        #expect(redis.connections == 5)
    }

    /// Commands wait for the next connection. They are refused only when the outage has lasted longer than their
    /// time-out.
    @Test func aSecondOutageIsLikeTheFirst() async throws {
        let recorder = LogRecorder()
        let mayHangUp = Signal()
        let mayGreet = Signal()
        let redis = try ScriptedRedis { number, line in
            if number > 1 { mayGreet.wait() }
            line.acceptHandshake()
            line.answer("GET", Character("\(number)"))
            mayHangUp.wait()
        }
        let tested = try TestedConnection(to: redis, logger: recorder.logger)
        defer { tested.end() }
        #expect(try await tested.send("GET", "key") == .bytes([0x31]))
        for outage in 1...2 {
            mayHangUp.give()
            try await eventually("the end of the connection") { await !tested.run { $0.isReady } }
            let lost = recorder.messages.count { $0.hasPrefix("Redis is away") }
            #expect(lost == outage, "told once for each outage")
            let (early, late) = await tested.run { connection in
                let now = tested.loop.now
                return (
                    Self.isRefused(connection, now: now),
                    Self.isRefused(connection, now: now + TestedConnection.timeout + 1)
                )
            }
            #expect(!early && late)
            mayGreet.give()
            #expect(try await tested.send("GET", "key") == .bytes([UInt8(0x31 + outage)]))
            #expect(recorder.messages.count { $0.hasPrefix("Redis is back") } == outage)
        }
        mayHangUp.give()
    }

    /// A host that has gone does not refuse an attempt, which then takes as long as it may.
    @Test func aCommandDoesNotWaitForAnAttemptAfterALongOutage() async throws {
        let mayHangUp = Signal()
        let redis = try ScriptedRedis(servesAtOnce: true) { number, line in
            guard number == 1 else { return line.hearNoMore() }
            line.acceptHandshake()
            line.answer("GET", "1")
            mayHangUp.wait()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("GET", "key") == .bytes([0x31]))
        mayHangUp.give()
        try await eventually("an attempt") { await tested.run { $0.state == .handshake } }
        let isRefused = await tested.run { connection in
            func isRefused() -> Bool {
                do {
                    try connection.prepare()
                    return false
                } catch {
                    return true
                }
            }
            let early = isRefused()
            connection.lostSince = tested.loop.now &- TestedConnection.timeout &- 1
            return [early, isRefused()]
        }
        #expect(isRefused == [false, true])
    }

    private static func isRefused(_ connection: RedisConnection, now: UInt64) -> Bool {
        do {
            try connection.refuseIfAway(now: now)
            return false
        } catch {
            return true
        }
    }
}
