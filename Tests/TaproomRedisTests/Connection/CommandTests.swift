import Glibc
import Synchronization
import TaproomNet
import TestSupport
import Testing

@testable import TaproomRedis

/// Commands of an application, which share the connection with its sessions.
@Suite(.timeLimit(.minutes(1))) struct CommandTests {
    @Test func argumentsMayBeTextNumbersAndBytes() async throws {
        let server = try await RedisServer.start()
        let redis = RedisClient(try RedisURL(server.url), timeout: .seconds(20))
        try await redis.command("SET", "text", "größer\r\n", "EX", 60)
        #expect(try await redis.command("GET", "text").string == "größer\r\n")
        try await redis.command("SET", "bytes", [0, 255, 13] as [UInt8])
        #expect(try await redis.command("GET", "bytes") == .bytes([0, 255, 13]))
        #expect(try await redis.command("GET", "bytes").string == nil)
        #expect(try await redis.command("SET", "number", Int.min).string == "OK")
        #expect(try await redis.command("GET", "number").int == .min)
        #expect(try await redis.command("INCR", "count").int == 1)
        #expect(try await redis.command("INCRBYFLOAT", "float", 1.5).string == "1.5")
        #expect(try await redis.command("GET", "nothing").isNull)
        try await redis.command("RPUSH", arguments: ["list"] + (1...3).map { "e\($0)" })
        let list = try await redis.command("LRANGE", "list"[...], 0, -1)
        #expect(list.elements?.compactMap(\.string) == ["e1", "e2", "e3"])
    }

    @Test func anErrorReplyIsThrown() async throws {
        let server = try await RedisServer.start()
        let redis = RedisClient(try RedisURL(server.url), timeout: .seconds(20))
        try await redis.command("SET", "text", "a")
        let error = await #expect(throws: RedisError.self) { try await redis.command("INCR", "text") }
        #expect(error.map { "\($0)" } == "Redis answered: ERR value is not an integer or out of range")
    }

    /// Each of these would corrupt the replies to other commands, or delay them.
    @Test(arguments: [
        ["MULTI"], ["subscribe", "x"], ["SELECT", "1"], ["BLPOP", "x", "0"], ["Client", "reply", "off"],
        ["XREAD", "COUNT", "1", "block", "0", "STREAMS", "s", "$"], ["MONITOR"], ["HELLO", "3"], ["WATCH", "x"],
    ])
    func whatNeedsAConnectionOfItsOwnIsAnErrorAtTheCall(_ command: [String]) async throws {
        let server = try await RedisServer.start()
        let redis = RedisClient(try RedisURL(server.url), timeout: .seconds(20))
        let error = await #expect(throws: RedisError.self) {
            try await redis.command(command[0], arguments: Array(command.dropFirst()))
        }
        #expect(error.map { "\($0)" }?.contains("needs a connection of its own") == true)
        #expect(try await redis.command("PING").string == "PONG")
    }

    @Test(arguments: [["XREAD", "COUNT", "1", "STREAMS", "BLOCK", "0"], ["CLIENT", "ID"], ["GET", "MULTI"]])
    func othersAreSent(_ command: [String]) async throws {
        let server = try await RedisServer.start()
        let redis = RedisClient(try RedisURL(server.url), timeout: .seconds(20))
        try await redis.command(command[0], arguments: Array(command.dropFirst()))
    }

    /// Redis would wait for more, or take an argument for the next command. Either way the replies to other commands
    /// would be lost.
    @Test func aMalformedCommandIsAnErrorAndNeverSent() async throws {
        let heard = Mutex("")
        let redis = try ScriptedRedis { _, line in
            line.acceptHandshake()
            let commands = line.hear("good") ?? ""
            heard.withLock { $0 += commands }
            line.say("$1\r\n1\r\n")
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        let malformed: [@Sendable (inout CommandWriter) -> Void] = [
            {
                $0.begin(3); $0.add("bad"); $0.add("x")
            },
            {
                $0.begin(1); $0.add("bad"); $0.add(7)
            },
            { $0.add("bad") }, { _ in },
            {
                $0.begin(1); $0.add("bad"); $0.begin(1); $0.add("bad")
            },
            {
                $0.begin(2); $0.add(EncodedArguments("bad", "x")); $0.add([1]); $0.begin(-1)
            },
        ]
        for write in malformed {
            let error = await #expect(throws: RedisError.self) { _ = try await tested.send(writing: write) }
            #expect(error.map { "\($0)" }?.hasPrefix("this is no command for Redis: ") == true)
            let called = await tested.run { connection in
                var reply: RedisValue? = .null
                connection.send(write) { reply = $0 }
                return reply
            }
            #expect(called == nil, "called back at once")
        }
        #expect(try await tested.send("GET", "good") == .bytes([0x31]))
        #expect(heard.withLock { $0 } == "*2\r\n$3\r\nGET\r\n$4\r\ngood\r\n")
        #expect(redis.connections == 1)
    }
}
