import TaproomNet

/// A loop's connections to one server, or to the master of the moment. On the loop's thread.
final class RedisNode {
    let target: ConnectionTarget
    let loop: EventLoop
    private let settings: ConnectionSettings
    /// For commands of requests.
    let connection: RedisConnection
    /// For transactions, which belong to a connection.
    private(set) lazy var dedicated = DedicatedConnection(
        RedisConnection(to: target, settings, loop: loop, keepsUnsent: false), loop: loop,
        timeout: settings.timeout.nanoseconds)
    private var durable: DurableConnection?
    /// For messages, whose events come before those of requests; nil until it is asked for.
    private var listener: RedisConnection?

    init(_ target: ConnectionTarget, _ settings: ConnectionSettings, loop: EventLoop) {
        self.target = target
        self.settings = settings
        self.loop = loop
        connection = RedisConnection(to: target, settings, loop: loop)
    }

    /// The connection for messages, made on first use.
    func startedListener() -> RedisConnection {
        if let listener { return listener }
        let listener = RedisConnection(to: target, settings, loop: loop, comesFirst: true)
        listener.takesMessages = true
        self.listener = listener
        return listener
    }

    /// Sends a write that is acknowledged when it is as durable as it should be.
    ///
    /// - Parameter deadline: monotonic nanoseconds; nil for the client's time-out.
    @inline(__always)
    func send(
        _ write: @Sendable (inout CommandWriter) -> Void, _ durability: Durability, by deadline: UInt64?
    ) async throws -> RedisValue {
        if durability == .none { return try await send(write, by: deadline) }
        return try await startedDurable(durability).send(write, by: deadline ?? loop.now &+ connection.timeout)
    }

    /// Sends a command.
    ///
    /// - Parameter deadline: monotonic nanoseconds; nil for the client's time-out.
    @inline(__always)
    func send(_ write: @Sendable (inout CommandWriter) -> Void, by deadline: UInt64?) async throws -> RedisValue {
        try connection.prepare()
        if let deadline { return try await connection.send(write, by: deadline) }
        return try await connection.send(write)
    }

    /// Sends a command for a key that is on its way to this node (ASKING).
    func sendAsking(
        _ write: @Sendable (inout CommandWriter) -> Void, _ durability: Durability, by deadline: UInt64
    ) async throws -> RedisValue {
        let asking: (inout CommandWriter) -> Void = { $0.write(["ASKING"]) }
        if durability != .none {
            return try await startedDurable(durability).send(write, after: asking, by: deadline)
        }
        try connection.prepare()
        connection.send(asking) { _ in }
        return try await connection.send(write, by: deadline)
    }

    private func startedDurable(_ durability: Durability) -> DurableConnection {
        if let durable { return durable }
        let connection = RedisConnection(to: target, settings, loop: loop)
        let durable = DurableConnection(connection, durability.limited(to: settings.timeout), loop: loop)
        self.durable = durable
        return durable
    }

    /// Ends the connections when the replies that are awaited have come.
    func retire() {
        for connection in [connection, listener, durable?.connection] { connection?.retire() }
        dedicated.connection.retire()
    }
}
