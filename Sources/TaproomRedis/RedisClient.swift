import Logging
import Synchronization
import Taproom
import TaproomNet

/// A Redis, with a connection of its own for each event loop that asks it: a command never leaves the thread
/// of the request that needs it, and takes no lock.
///
///     let redis = RedisClient(try RedisURL("redis://127.0.0.1:6379"))
///     let visits = try await redis.command("INCR", "visits").int ?? 0
public final class RedisClient: RedisCommands {
    /// Where Redis is.
    public let url: RedisURL
    let timeout: Duration
    private let replyLimit: Int
    private let key = LoopLocalKey<RedisConnection>()
    private let dedicatedKey = LoopLocalKey<DedicatedConnection>()
    private let subscriberKey = LoopLocalKey<Subscriber>()
    private let firstConnection = FirstConnection()
    let logger: Logger
    /// For callers that are on no loop, as command line tools are.
    private let ownLoop = Mutex<EventLoop?>(nil)

    /// 64 MiB.
    public static let defaultReplyLimit = 64 * 1024 * 1024

    /// - Parameters:
    ///   - url: where Redis is, and how to log in there.
    ///   - timeout: how long a command may take, waiting for the connection included.
    ///   - replyLimit: the most bytes of a reply, and as many elements as there are 64 bytes in that. What is larger ends the
    ///     connection.
    ///   - logger: tells when Redis is lost and found; named `taproom.redis` where nil.
    public init(
        _ url: RedisURL, timeout: Duration = .seconds(1), replyLimit: Int = RedisClient.defaultReplyLimit,
        logger: Logger? = nil
    ) {
        self.url = url
        self.timeout = timeout
        self.replyLimit = replyLimit
        self.logger = logger ?? .framework("taproom.redis")
    }

    deinit {
        let loop = ownLoop.withLock { $0 }
        loop?.stop()
        loop?.join()
    }

    package func send(_ write: @Sendable (inout CommandWriter) -> Void) async throws -> RedisValue {
        if let connection = try connectionHere() {
            return try await connection.send(write)
        }
        return try await sendFromElsewhere(write)
    }

    @concurrent
    private func sendFromElsewhere(_ write: @Sendable (inout CommandWriter) -> Void) async throws -> RedisValue {
        try await onOwnLoop { try await $0.send(write) }
    }

    @concurrent
    package func send(_ commands: [@Sendable (inout CommandWriter) -> Void]) async throws -> [RedisValue] {
        if let connection = try connectionHere() { return try await connection.send(commands) }
        return try await onOwnLoop { try await $0.send(commands) }
    }

    /// Works on the client's own loop.
    @concurrent
    private func onOwnLoop<Value: Sendable>(_ work: (RedisConnection) async throws -> Value) async throws -> Value {
        let loop = try startedOwnLoop()
        return try await loop.run {
            let connection = connection(on: loop)
            try connection.prepare()
            return try await work(connection)
        }
    }

    /// The client's own loop.
    func startedOwnLoop() throws -> EventLoop {
        try ownLoop.withLock { own throws -> EventLoop in
            if let own { return own }
            let loop = try EventLoop(name: "taproom-redis")
            try loop.start()
            own = loop
            return loop
        }
    }

    /// The connection of the loop that asks, ready to take a command; nil on another thread.
    ///
    /// - Throws: `RedisError` where Redis has been away for longer than a command may take.
    @inline(__always)
    func connectionHere() throws -> RedisConnection? {
        let connection = EventLoop.currentLocal(for: key) { makeConnection(on: $0) }
        try connection?.prepare()
        return connection
    }

    /// A further connection of a loop, for messages, whose events come before those of requests.
    func listener(on loop: EventLoop) -> RedisConnection {
        RedisConnection(
            url: url, timeout: timeout, replyLimit: replyLimit, loop: loop, comesFirst: true, logger: logger)
    }

    /// The subscriptions of a loop, with a connection of their own; made on first use.
    func subscriber(on loop: EventLoop) -> Subscriber {
        loop.local(for: subscriberKey) { loop in
            let connection = RedisConnection(
                url: url, timeout: timeout, replyLimit: replyLimit, loop: loop, logger: logger)
            return Subscriber(connection, loop: loop)
        }
    }

    /// The connection of a loop, made on first use.
    func connection(on loop: EventLoop) -> RedisConnection {
        loop.local(for: key) { makeConnection(on: $0) }
    }

    private func makeConnection(on loop: EventLoop) -> RedisConnection {
        let connection = RedisConnection(url: url, timeout: timeout, replyLimit: replyLimit, loop: loop, logger: logger)
        connection.firstConnection = firstConnection
        return connection
    }

    /// A further connection of a loop, whose failures are not worth a line of the log.
    func silentConnection(on loop: EventLoop) -> RedisConnection {
        var logger = logger
        logger.logLevel = .critical
        let connection = RedisConnection(url: url, timeout: timeout, replyLimit: replyLimit, loop: loop, logger: logger)
        try? connection.prepare()
        return connection
    }

    /// Calls `body` once, when the first connection stands, on its loop's thread.
    func checkWhenConnected(_ body: @escaping @Sendable (EventLoop) -> Void) {
        firstConnection.whenMade(body)
    }

    /// Works with a connection that nobody else uses meanwhile, on the loop's thread. It ends where the work throws, as
    /// nobody knows in what state it is.
    @concurrent
    func withDedicatedConnection<Value: Sendable>(
        _ work: @Sendable (RedisConnection) async throws -> Value
    ) async throws -> Value {
        if let loop = EventLoop.current { return try await withDedicatedConnection(of: loop, work) }
        return try await onOwnLoop { _ in
            guard let loop = EventLoop.current else { throw RedisError.unreachable("no event loop") }
            return try await withDedicatedConnection(of: loop, work)
        }
    }

    @concurrent
    private func withDedicatedConnection<Value: Sendable>(
        of loop: EventLoop, _ work: @Sendable (RedisConnection) async throws -> Value
    ) async throws -> Value {
        let dedicated = loop.local(for: dedicatedKey) { loop in
            let connection = RedisConnection(
                url: url, timeout: timeout, replyLimit: replyLimit, loop: loop, keepsUnsent: false, logger: logger)
            return DedicatedConnection(connection, loop: loop, timeout: timeout.nanoseconds)
        }
        try await dedicated.take()
        defer { dedicated.release() }
        do {
            return try await work(dedicated.connection)
        } catch {
            dedicated.connection.abandon()
            throw error
        }
    }
}
