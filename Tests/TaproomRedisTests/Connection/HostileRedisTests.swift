import TaproomNet
import TestSupport
import Testing

@testable import TaproomRedis

/// Servers that misbehave.
@Suite(.timeLimit(.minutes(1))) struct HostileRedisTests {
    /// An unexpected reply does not belong to a command that is yet to be sent.
    @Test(arguments: 1...4) func repliesThatNobodyAskedForLoseTheConnection(_ count: Int) async throws {
        let redis = try ScriptedRedis { number, line in
            if number > 1 {
                line.acceptHandshake()
                line.answer("GET", "2")
                return line.hearNoMore()
            }
            line.hear("PING")
            line.say(ScriptedRedis.hello + "+PONG\r\n" + String(repeating: "+OK\r\n", count: count))
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("GET", "key") == .bytes([0x32]))
        #expect(redis.connections == 2)
    }

    @Test func aLineThatDoesNotEndIsGivenUp() throws {
        for kind in ["+", "-", ":", "*2\r\n+a\r\n-"] {
            let reader = try ReplyReader(limit: 1 << 30)
            let bytes = Array(kind.utf8) + [UInt8](repeating: 0x61, count: 70_000)
            try reader.feed(bytes, count: bytes.count)
            #expect(throws: RedisError.self, "\(kind)") { _ = try reader.next() }
        }
        let reader = try ReplyReader(limit: 1 << 30)
        let bytes = Array("$80000\r\n".utf8) + [UInt8](repeating: 0x2b, count: 70_000)
        try reader.feed(bytes, count: bytes.count)
        #expect(try reader.next() == nil)
    }

    @Test func ofALongErrorTheBeginningIsKept() throws {
        let reader = try ReplyReader(limit: 1 << 30)
        let bytes = Array("-ERR \(String(repeating: "x", count: 50_000))\r\n".utf8)
        try reader.feed(bytes, count: bytes.count)
        guard case .error(let message)? = try reader.next() else { return #expect(Bool(false), "no error") }
        #expect(message.utf8.count == 1024)
    }

    /// Such a server has renamed AUTH.
    @Test func aPasswordThatTheServerRepeatsIsNotTold() throws {
        var handshake = RedisHandshake(RedisLogin(user: "bob", password: "hunter2"))
        let error = #expect(throws: RedisHandshake.Refusal.self) {
            _ = try handshake.take(
                .error("ERR unknown command 'AUTH', with args beginning with: 'bob' 'hunter2' "))
        }
        #expect(error?.failure.reason == "AUTH: ERR unknown command 'AUTH'")
    }

    /// Each one fails before the next is tried.
    @Test func anyNumberOfServersMayFailAtOnce() async throws {
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        let settings = ConnectionSettings(
            login: RedisLogin(), timeout: .milliseconds(200), replyLimit: 1 << 20, logger: LogRecorder().logger)
        let addresses = [RedisAddress](repeating: RedisAddress(host: "255.255.255.255", port: 1), count: 50_000)
        let failed = await loop.run {
            let caller = LimitedReply(loop: loop, deadline: loop.now &+ 20_000_000_000)
            let query = FirstAnswer(of: addresses, ["PING"], settings, loop: loop) { _, _ in
                true
            } completion: { result in
                if case .failure(let error) = result { caller.take(.failure(error)) }
            }
            loop.atNextTurn(Starter(query))
            await loop.suspend(caller.suspension)
            guard case .failure(.unreachable) = caller.result else { return false }
            return true
        }
        #expect(failed)
    }

    private final class Starter: NextTurnHandler {
        private let query: FirstAnswer<Bool>

        init(_ query: FirstAnswer<Bool>) {
            self.query = query
        }

        func turnBegan() { query.start() }
    }
}
