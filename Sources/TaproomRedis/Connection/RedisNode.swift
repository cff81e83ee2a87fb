import TaproomNet

/// An event loop's connections to one server, or to the current master. Used on the loop's thread only.
final class RedisNode {
    let target: ConnectionTarget
    let loop: EventLoop
    private let settings: ConnectionSettings
    /// The connection for the commands of requests.
    let connection: RedisConnection
    /// The connection for transactions, which belong to a connection.
    private(set) lazy var dedicated = DedicatedConnection(
        RedisConnection(to: target, settings, loop: loop, keepsUnsent: false), loop: loop,
        timeout: settings.timeout.nanoseconds)
    private var durable: DurableConnection?
    /// The connection for messages, whose events are handled before those of requests; nil until `startedListener`.
    private var listener: RedisConnection?

    init(_ target: ConnectionTarget, _ settings: ConnectionSettings, loop: EventLoop) {
        self.target = target
        self.settings = settings
        self.loop = loop
        connection = RedisConnection(to: target, settings, loop: loop)
    }

    /// Returns the connection for messages, made on first use.
    func startedListener() -> RedisConnection {
        if let listener { return listener }
        let listener = RedisConnection(to: target, settings, loop: loop, comesFirst: true)
        listener.takesMessages = true
        self.listener = listener
        return listener
    }

    /// Sends a write, and returns its reply when the write is as durable as required.
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

    /// Sends a command to the node to which the slot of its key is being moved (ASKING).
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

    /// Closes the connections when all replies have arrived.
    func retire() {
        for connection in [connection, listener, durable?.connection] { connection?.retire() }
        dedicated.connection.retire()
    }
}
