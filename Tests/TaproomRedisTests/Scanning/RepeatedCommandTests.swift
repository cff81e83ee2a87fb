import Synchronization
import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// Which commands of the store are sent again after an error, at servers that follow a script.
@Suite(.timeLimit(.minutes(1))) struct RepeatedCommandTests {
    private static let errors = [
        "", "LOADING Redis is loading", "READONLY You can't write against a read only replica.",
    ]

    private static let end = "Redis closed the connection"

    /// Makes a server whose first `failures` replies to commands are an error, or, if it is empty, the end of the
    /// connection.
    ///
    /// - Parameter heard: called with the name of each command but those of the permission check.
    private func server(
        _ error: String, failures: Int = 1, _ heard: @escaping @Sendable (String) -> Void
    ) throws -> ScriptedRedis {
        let left = Mutex(failures)
        return try ScriptedRedis(servesAtOnce: true) { _, line in
            line.serve { words in
                switch words[0] {
                case "HELLO": return ScriptedRedis.hello
                case "PING": return "+PONG\r\n"
                case "ROLE": return "*3\r\n$6\r\nmaster\r\n:1\r\n*0\r\n"
                // Part of the permission check, as is what is about the probed session.
                case "ACL", "EVALSHA", "EVAL", "WATCH", "MULTI", "DISCARD", "CLIENT": return "-ERR unknown command\r\n"
                default: break
                }
                if words.contains(where: { $0.contains(StoreCommand.probedID) }) { return ":0\r\n" }
                heard(words[0])
                let fails = left.withLock { left in
                    left -= 1
                    return left >= 0
                }
                if fails { return error.isEmpty ? nil : "-\(error)\r\n" }
                switch words[0] {
                case "GET": return "$2\r\n{}\r\n"
                case "SET": return "+OK\r\n"
                case "SCAN": return "*2\r\n$1\r\n0\r\n*1\r\n$6\r\nsess:a\r\n"
                default: return ":1\r\n"
                }
            }
        }
    }

    private func store(_ redis: ScriptedRedis, timeout: Duration = .seconds(20)) throws -> RedisStore {
        RedisStore(
            RedisClient(
                try RedisURL("redis://127.0.0.1:\(redis.port)"), timeout: timeout, logger: LogRecorder().logger))
    }

    @Test(arguments: errors) func whatMayRunTwiceIsSentAgain(_ error: String) async throws {
        let heard = Mutex<[String]>([])
        let redis = try server(error) { name in heard.withLock { $0.append(name) } }
        defer { redis.stop() }
        let store = try store(redis)
        #expect(try await store.inspect(["a"]).map(\.secondsToLive) == [1])
        #expect(heard.withLock { $0.suffix(2) } == ["GET", "TTL"])
    }

    @Test(arguments: errors) func sessionsAreDestroyedAgain(_ error: String) async throws {
        let heard = Mutex<[String]>([])
        let redis = try server(error) { name in heard.withLock { $0.append(name) } }
        defer { redis.stop() }
        try await store(redis).destroy(["a"])
        #expect(heard.withLock { $0.suffix(2) } == ["SET", "DEL"])
        #expect(heard.withLock { $0.count(where: { $0 == "SET" }) } == 2)
    }

    @Test(arguments: ["", "LOADING Redis is loading"]) func stepsOfAScanAreTakenAgain(_ error: String) async throws {
        let redis = try server(error) { _ in }
        defer { redis.stop() }
        #expect(try await store(redis).ids() == ["a"])
    }

    /// A request is answered with 503 at once, as before.
    @Test(arguments: errors) func whatARequestSendsIsNotSentAgain(_ error: String) async throws {
        let heard = Mutex<[String]>([])
        let redis = try server(error, failures: 2) { name in heard.withLock { $0.append(name) } }
        defer { redis.stop() }
        let store = try store(redis)
        await #expect(throws: SessionError.self) { try await store.destroy("a") }
        #expect(heard.withLock { $0.count(where: { $0 == "SET" }) } == 1)
    }

    @Test func whatFailsForEverEndsWithTheTimeOut() async throws {
        let redis = try server("", failures: .max) { _ in }
        defer { redis.stop() }
        let store = try store(redis, timeout: .milliseconds(500))
        await #expect(throws: SessionError.self) { try await store.inspect(["a"]) }
        await #expect(throws: SessionError.self) { try await store.ids() }
    }

    @Test func aCommandThatMayHaveRunLeavesTheOutcomeUnknown() async throws {
        let redis = try server("", failures: .max) { _ in }
        defer { redis.stop() }
        let store = try store(redis, timeout: .seconds(3))
        let error = await #expect(throws: SessionError.self) { try await store.destroy(["a"]) }
        #expect(error?.description == SessionError.outcomeUnknown("\(RedisError.connectionLost(Self.end))").description)
    }

    @Test(arguments: ["x", "", "1 2", "-1", "18446744073709551616"]) func aCursorThatIsNoNumberIsAnError(
        _ cursor: String
    ) async throws {
        let cluster = try ScriptedCluster(1) { _, _ in
            "*2\r\n$\(cursor.utf8.count)\r\n\(cursor)\r\n*0\r\n"
        }
        defer { cluster.end() }
        let store = RedisStore(try cluster.client())
        let error = await #expect(throws: SessionError.self) { try await store.ids() }
        #expect(error?.description.contains("unexpected reply") == true)
    }

    /// The second master has the session again, because it had not heard of its end when it took over.
    @Test func aSessionThatComesBackIsClearedAgain() async throws {
        let cluster = try ScriptedCluster(2) { cluster, command in
            switch command.words[0] {
            case "SCAN": return "*2\r\n$1\r\n0\r\n*1\r\n$6\r\nsess:a\r\n"
            case "SET":
                if command.node == 0 { cluster.master = 1 }
                return "+OK\r\n"
            default: return ":1\r\n"
            }
        }
        defer { cluster.end() }
        var count = 0
        try await RedisStore(try cluster.client()).clear { count = $0 }
        #expect(count == 1)
        for node in 0...1 {
            #expect(cluster.commands("DEL", at: node).count { $0.words == ["DEL", "sess:a"] } == 1)
        }
    }
}
