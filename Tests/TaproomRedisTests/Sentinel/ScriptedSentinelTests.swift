import Synchronization
import TestSupport
import Testing

@testable import TaproomRedis

/// Replies of sentinels, and whether the client believes them.
@Suite(.timeLimit(.minutes(1))) struct ScriptedSentinelTests {
    private static let role = "*3\r\n$6\r\nmaster\r\n:1\r\n*0\r\n"

    /// Makes a master that replies to each command with its name.
    private func master(_ name: String) throws -> ScriptedRedis {
        try ScriptedRedis(servesAtOnce: true) { _, line in
            line.serve { words in
                switch words[0] {
                case "HELLO": ScriptedRedis.hello
                case "ROLE": Self.role
                case "PING": "+PONG\r\n"
                default: "+\(name)\r\n"
                }
            }
        }
    }

    private func sentinel(_ port: @escaping @Sendable () -> Int, message: @escaping @Sendable () -> String = { "" })
        throws -> ScriptedRedis
    {
        try ScriptedRedis(servesAtOnce: true) { _, line in
            var hasSubscribed = false
            line.serve { words in
                switch words {
                case ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"]:
                    return "*2\r\n$9\r\n127.0.0.1\r\n$\("\(port())".count)\r\n\(port())\r\n"
                case ["SENTINEL", "SENTINELS", "mymaster"]: return "*0\r\n"
                case ["HELLO"]: return ScriptedRedis.hello
                case ["SUBSCRIBE", "+switch-master"]:
                    hasSubscribed = true
                    return "*3\r\n$9\r\nsubscribe\r\n$14\r\n+switch-master\r\n:1\r\n" + message()
                default: return "+PONG\r\n" + (hasSubscribed ? message() : "")
                }
            }
        }
    }

    /// The sentinel reports the fail-over, and the old master continues as if nothing had happened.
    @Test func aMasterThatWasReplacedIsLeft() async throws {
        let (old, new) = (try master("old"), try master("new"))
        let told = Told()
        let sentinel = try sentinel {
            told.hasSwitched ? new.port : old.port
        } message: {
            guard told.hasSwitched else { return "" }
            let text = "mymaster 127.0.0.1 \(old.port) 127.0.0.1 \(new.port)"
            return "*3\r\n$7\r\nmessage\r\n$14\r\n+switch-master\r\n$\(text.utf8.count)\r\n\(text)\r\n"
        }
        defer { for redis in [old, new, sentinel] { redis.stop() } }
        let client = RedisClient(
            try RedisURL("redis+sentinel://127.0.0.1:\(sentinel.port)/mymaster"), logger: LogRecorder().logger)
        #expect(try await client.command("GET", "key").string == "old")
        told.hasSwitched = true
        try await eventually("the new master") { (try? await client.command("GET", "key"))?.string == "new" }
    }

    private static func push(_ text: String) -> String {
        "*3\r\n$7\r\nmessage\r\n$14\r\n+switch-master\r\n$\(text.utf8.count)\r\n\(text)\r\n"
    }

    @Test func aConnectionThatHasFoundTheNewMasterStays() async throws {
        let new = try master("new")
        let messages = Ticket()
        let sentinel = try sentinel {
            new.port
        } message: {
            _ = messages.take()
            return Self.push("mymaster 127.0.0.1 1 127.0.0.1 \(new.port)")
        }
        defer { for redis in [new, sentinel] { redis.stop() } }
        let client = RedisClient(
            try RedisURL("redis+sentinel://127.0.0.1:\(sentinel.port)/mymaster"), timeout: .seconds(20),
            logger: LogRecorder().logger)
        #expect(try await client.command("GET", "key").string == "new")
        // The second one answers a PING, which the client sends when it has the first one.
        try await eventually("two messages") { messages.taken >= 2 }
        #expect(try await client.command("GET", "key").string == "new")
        #expect(new.connections == 1)
    }

    private final class Told: Sendable {
        private let state = Mutex(false)

        var hasSwitched: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    /// A sentinel that is cut off from the others does not know that its master has failed.
    @Test func aSentinelThatNamesADeadMasterIsNotBelievedForEver() async throws {
        let new = try master("new")
        let (wrong, right) = (try sentinel { 1 }, try sentinel { new.port })
        defer { for redis in [new, wrong, right] { redis.stop() } }
        let client = RedisClient(
            try RedisURL("redis+sentinel://127.0.0.1:\(wrong.port),127.0.0.1:\(right.port)/mymaster"),
            timeout: .seconds(10), logger: LogRecorder().logger)
        #expect(try await client.command("GET", "key").string == "new")
    }
}
