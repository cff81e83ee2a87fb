import Logging
import TaproomNet

@testable import TaproomRedis

/// A connection to a scripted Redis, on its own loop, whose time-outs happen only when a test triggers them.
final class TestedConnection: Sendable {
    static let timeout: UInt64 = 3600 * 1_000_000_000
    let loop: EventLoop
    let connection: RedisConnection
    private let redis: ScriptedRedis

    /// - Parameter host: the host to connect to.
    init(
        to redis: ScriptedRedis, host: String = "127.0.0.1", replyLimit: Int = RedisClient.defaultReplyLimit,
        logger: Logger? = nil
    ) throws {
        self.redis = redis
        loop = try EventLoop(name: "test")
        try loop.start()
        let settings = ConnectionSettings(
            login: RedisLogin(), timeout: .nanoseconds(Self.timeout), replyLimit: replyLimit,
            logger: logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let address = RedisAddress(host: host, port: UInt16(redis.port))
        connection = RedisConnection(to: .server(address), settings, loop: loop)
    }

    /// Ends the listener and the loop.
    func end() {
        redis.stop()
        loop.stop(keeping: connection)
    }

    /// Sends a command and waits for its reply.
    func send(_ arguments: String...) async throws -> RedisValue {
        try await send(writing: { writer in
            writer.begin(arguments.count)
            for argument in arguments { writer.add(argument) }
        })
    }

    @concurrent
    func send(writing write: @Sendable (inout CommandWriter) -> Void) async throws -> RedisValue {
        try await loop.run {
            try connection.prepare()
            return try await connection.send(write)
        }
    }

    /// Runs `body` on the loop's thread.
    @concurrent
    func run<Value: Sendable>(_ body: @Sendable (RedisConnection) -> Value) async -> Value {
        await loop.run { body(connection) }
    }
}
