import Glibc
import Logging
import Synchronization
import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomNet
@testable import TaproomRedis

/// The start and the end of a connection.
@Suite(.timeLimit(.minutes(1))) struct RedisConnectionTests {
    private func client(_ url: String, timeout: Duration = .seconds(20)) throws -> RedisClient {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return RedisClient(try RedisURL(url), timeout: timeout, logger: logger)
    }

    private func set(_ key: String, _ redis: RedisClient) async throws -> RedisValue {
        try await redis.send(.anywhere) { writer in
            writer.begin(3)
            writer.add("SET")
            writer.add(key)
            writer.add("value")
        }
    }

    /// Otherwise a command would be executed in another database, or as another user.
    @Test(arguments: [
        ("", "/99", "SELECT: ERR DB index is out of range"), (":secret@", "", "AUTH: ERR"),
        ("nobody:secret@", "/1", "AUTH: WRONGPASS"),
    ])
    func noCommandLeavesWhereTheHandshakeIsRefused(login: String, database: String, reason: String) async throws {
        let server = try await RedisServer.start()
        let redis = try client("redis://\(login)127.0.0.1:\(server.port)\(database)")
        for attempt in 0..<3 {
            let error = await #expect(throws: RedisError.self) { _ = try await set("key\(attempt)", redis) }
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        }
        #expect(try await server.cli("INFO", "keyspace").contains("db") == false)
    }

    /// This thread serves callers that are not on a loop.
    @Test func theThreadOfAClientEndsWithIt() async throws {
        let server = try await RedisServer.start()
        let thread = Mutex("")
        do {
            let redis = try client(server.url)
            _ = try await redis.send(.anywhere) { writer in
                thread.withLock { $0 = ThreadDirectory.ofThisThread }
                writer.begin(1)
                writer.add("PING")
            }
            #expect(access(thread.withLock { $0 }, F_OK) == 0)
        }
        #expect(access(thread.withLock { $0 }, F_OK) != 0)
    }

    @Test func commandsGoToTheChosenDatabase() async throws {
        let server = try await RedisServer.start(arguments: ["--requirepass", "secret"])
        let redis = try client("redis://:secret@127.0.0.1:\(server.port)/3")
        for number in 0..<20 { #expect(try await set("key\(number)", redis) == .status("OK")) }
        #expect(try await server.cli("-a", "secret", "--no-auth-warning", "-n", "3", "DBSIZE") == "20")
    }

    @Test func aRedisThatHangsAtTheHandshakeIsAskedAgain() async throws {
        let server = try await RedisServer.start()
        let redis = try client(server.url, timeout: .milliseconds(100))
        server.setHanging(true)
        await #expect(throws: RedisError.self) { _ = try await set("early", redis) }
        server.setHanging(false)
        try await eventually("Redis to answer again") { (try? await set("late", redis)) == .status("OK") }
        #expect(try await server.cli("EXISTS", "early") == "0")
    }

    // MARK: Scripted servers

    private static let timeout: UInt64 = 3600 * 1_000_000_000

    /// Makes a connection on its own loop, whose time-outs happen only when a test triggers them.
    private func connection(to redis: ScriptedRedis) async throws -> (RedisConnection, EventLoop) {
        let loop = try EventLoop(name: "test")
        try loop.start()
        let settings = ConnectionSettings(
            login: RedisLogin(), timeout: .nanoseconds(Self.timeout), replyLimit: RedisClient.defaultReplyLimit,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let address = RedisAddress(host: "127.0.0.1", port: UInt16(redis.port))
        let connection = RedisConnection(to: .server(address), settings, loop: loop)
        return (connection, loop)
    }

    private func end(_ redis: ScriptedRedis, _ connection: RedisConnection, _ loop: EventLoop) {
        redis.stop()
        loop.stop(keeping: connection)
    }

    @concurrent
    private func get(_ key: String, _ connection: RedisConnection, _ loop: EventLoop) async throws -> RedisValue {
        try await loop.run {
            try connection.prepare()
            return try await connection.send { writer in
                writer.begin(2)
                writer.add("GET")
                writer.add(key)
            }
        }
    }

    /// Lets time pass on the loop's thread. Returns the number of pending commands before and after.
    @concurrent
    private func expire(
        _ connection: RedisConnection, _ loop: EventLoop, at time: @Sendable (RedisConnection) -> UInt64
    ) async -> (before: Int, after: Int) {
        await loop.run {
            let before = connection.pending.count
            connection.expire(now: time(connection))
            return (before, connection.pending.count)
        }
    }

    @concurrent
    private func pendingCount(_ connection: RedisConnection, _ loop: EventLoop) async -> Int {
        await loop.run { connection.pending.count }
    }

    @Test func whatWaitsForTheHandshakeIsLateByItself() async throws {
        let mayGreet = Signal()
        let heard = Mutex("")
        let redis = try ScriptedRedis { _, line in
            line.hear("PING")
            mayGreet.wait()
            line.say(ScriptedRedis.hello + "+PONG\r\n")
            let commands = line.answer("second", "2") ?? ""
            heard.withLock { $0 = commands }
            line.hearNoMore()
        }
        let (connection, loop) = try await connection(to: redis)
        defer { end(redis, connection, loop) }
        let first = Task { try await get("first", connection, loop) }
        try await eventually("the first command") { await pendingCount(connection, loop) >= 1 }
        let second = Task { try await get("second", connection, loop) }
        try await eventually("the second command") { await pendingCount(connection, loop) >= 2 }
        let counts = await expire(connection, loop) { $0.pending.first?.deadline ?? 0 }
        #expect(counts == (2, 1))
        await #expect(throws: RedisError.self) { _ = try await first.value }
        mayGreet.give()
        #expect(try await second.value == .bytes([0x32]))
        #expect(!heard.withLock { $0.contains("first") })
        #expect(redis.connections == 1)
    }

    /// The command had waited for the connection, which has not been silent for long.
    @Test func aLateReplyOnANewConnectionIsDropped() async throws {
        let asked = Signal()
        let mayAnswer = Signal()
        let redis = try ScriptedRedis { number, line in
            line.hear("PING")
            if number > 1 { return line.say("-ERR only one connection is due\r\n") }
            line.say(ScriptedRedis.hello + "+PONG\r\n")
            line.hear("first")
            asked.give()
            mayAnswer.wait()
            line.say("$1\r\n1\r\n")
            line.answer("second", "2")
            line.hearNoMore()
        }
        let (connection, loop) = try await connection(to: redis)
        defer { end(redis, connection, loop) }
        let first = Task { try await get("first", connection, loop) }
        try await BackgroundThread.run { asked.wait() }
        let counts = await expire(connection, loop) { $0.heardAt + Self.timeout - 1 }
        #expect(counts == (1, 1))
        await #expect(throws: RedisError.self) { _ = try await first.value }
        let second = Task { try await get("second", connection, loop) }
        mayAnswer.give()
        #expect(try await second.value == .bytes([0x32]))
        #expect(redis.connections == 1)
    }

    @Test func oneLateReplyIsNoSilenceWhereOthersCome() async throws {
        let mayAnswer = Signal()
        let redis = try ScriptedRedis { number, line in
            line.hear("PING")
            if number > 1 { return line.say("-ERR only one connection is due\r\n") }
            line.say(ScriptedRedis.hello + "+PONG\r\n")
            line.answer("second", "1")
            mayAnswer.wait()
            line.say("$1\r\n2\r\n")
            line.answer("third", "3")
            line.hearNoMore()
        }
        let (connection, loop) = try await connection(to: redis)
        defer { end(redis, connection, loop) }
        let first = Task { try await get("first", connection, loop) }
        try await eventually("the first command") { await pendingCount(connection, loop) >= 1 }
        let second = Task { try await get("second", connection, loop) }
        #expect(try await first.value == .bytes([0x31]))
        let counts = await expire(connection, loop) { $0.heardAt + Self.timeout - 1 }
        #expect(counts == (1, 1))
        await #expect(throws: RedisError.self) { _ = try await second.value }
        let third = Task { try await get("third", connection, loop) }
        mayAnswer.give()
        #expect(try await third.value == .bytes([0x33]))
        #expect(redis.connections == 1)
    }

    @Test func aSilentConnectionIsGivenUp() async throws {
        let asked = Signal()
        let redis = try ScriptedRedis { number, line in
            line.acceptHandshake()
            if number == 1 {
                line.hear("first")
                asked.give()
                line.hearNoMore()
            } else {
                line.answer("second", "2")
                line.hearNoMore()
            }
        }
        let (connection, loop) = try await connection(to: redis)
        defer { end(redis, connection, loop) }
        let first = Task { try await get("first", connection, loop) }
        try await BackgroundThread.run { asked.wait() }
        let counts = await expire(connection, loop) { $0.heardAt + Self.timeout }
        #expect(counts == (1, 0))
        await #expect(throws: RedisError.self) { _ = try await first.value }
        #expect(try await get("second", connection, loop) == .bytes([0x32]))
        #expect(redis.connections == 2)
    }

    /// The end of the stream may arrive in the same segment as the last reply.
    @Test func whatWasNotSentWaitsForTheNextConnection() async throws {
        let redis = try ScriptedRedis { number, line in
            line.hear("PING")
            if number <= 3 { return line.sayLast("+PONG\r\n") }
            line.say(ScriptedRedis.hello + "+PONG\r\n")
            line.answer("first", "1")
            line.hearNoMore()
        }
        let (connection, loop) = try await connection(to: redis)
        defer { end(redis, connection, loop) }
        #expect(try await get("first", connection, loop) == .bytes([0x31]))
        #expect(redis.connections == 4)
    }

    @Test(arguments: ["LOADING Redis is loading", "BUSY a script", "ERR max number of clients reached"])
    func aHandshakeThatIsRefusedForNowIsTriedAgain(error: String) async throws {
        let redis = try ScriptedRedis { number, line in
            line.hear("PING")
            if number == 1 { return line.say("-\(error)\r\n") }
            line.say(ScriptedRedis.hello + "+PONG\r\n")
            line.answer("first", "1")
            line.hearNoMore()
        }
        let (connection, loop) = try await connection(to: redis)
        defer { end(redis, connection, loop) }
        #expect(try await get("first", connection, loop) == .bytes([0x31]))
        #expect(redis.connections == 2)
    }

    /// A connection that is lost in the middle of a command does not affect the commands of the next one.
    @Test func aCommandThatWasSentInPartIsNotMissedByTheNextConnection() async throws {
        let redis = try ScriptedRedis { number, line in
            line.acceptHandshake()
            if number == 1 {
                // The command exceeds what the kernel buffers for a peer that does not read.
                line.hear("SET")
            } else {
                line.answer("GET", "2")
                line.hearNoMore()
            }
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        let large = [UInt8](repeating: 0x78, count: 32 * 1024 * 1024)
        await #expect(throws: RedisError.self) {
            _ = try await tested.send(writing: { writer in
                writer.begin(3)
                writer.add("SET")
                writer.add("key")
                writer.add(large)
            })
        }
        #expect(try await tested.send("GET", "key") == .bytes([0x32]))
        #expect(redis.connections == 2)
    }

    /// A command may have a shorter deadline than its connection's time-out.
    @Test func aCommandHasADeadlineOfItsOwn() async throws {
        let silent = try ScriptedRedis { _, line in
            line.acceptHandshake()
            line.hearNoMore()
        }
        defer { silent.stop() }
        let client = RedisClient(try RedisURL("redis://127.0.0.1:\(silent.port)"), timeout: .seconds(3600))
        let store = RedisStore(client)
        let app = Application()
        app.settings.threads = 1
        app.get("/") { _ in
            do {
                try await StoreDeadline.$current.withValue(Clock.monotonic() + 50_000_000) {
                    _ = try await store.get("x")
                }
                return "an answer"
            } catch SessionError.outcomeUnknown {
                return "too late"
            }
        }
        try await app.test(.live) { client async throws in
            #expect(try await client.get("/").text == "too late")
        }
    }
}
