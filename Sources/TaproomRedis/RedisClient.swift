import Logging
import Synchronization
import Taproom
import TaproomNet

/// A client of one Redis server, of the master that sentinels watch, or of a cluster. Each event loop has its own
/// connections, so a command never leaves the thread of its request and takes no lock.
///
///     let redis = RedisClient(try RedisURL("redis://127.0.0.1:6379"))
///     let visits = try await redis.command("INCR", "visits").int ?? 0
public final class RedisClient: RedisCommands {
    /// The location of Redis.
    public let url: RedisURL
    let timeout: Duration
    let logger: Logger
    private let settings: ConnectionSettings
    let connections: ConnectionsByLoop
    private let firstConnection = FirstConnection()
    /// The event loop for callers outside of a loop, such as command line tools; nil until it is needed.
    private let ownLoop = Mutex<EventLoop?>(nil)

    /// The default of the `replyLimit`: 64 MiB.
    public static let defaultReplyLimit = 64 * 1024 * 1024

    /// - Parameters:
    ///   - url: the location of Redis, with the credentials.
    ///   - timeout: the most time for a command, including the wait for the connection.
    ///   - replyLimit: the most bytes of a reply. A reply may also have one element for each 64 bytes of this limit,
    ///     and at least 1024. A larger reply closes the connection.
    ///   - addressMap: the addresses to connect to, by the addresses that nodes of a cluster and sentinels announce.
    ///     Needed if an announced address can't be reached from here, for example behind a NAT.
    ///   - logger: logs when Redis is lost and found; nil for a logger named `taproom.redis`.
    public init(
        _ url: RedisURL, timeout: Duration = .seconds(1), replyLimit: Int = RedisClient.defaultReplyLimit,
        addressMap: [RedisAddress: RedisAddress] = [:], logger: Logger? = nil
    ) {
        self.url = url
        self.timeout = timeout
        self.logger = logger ?? .framework("taproom.redis")
        settings = ConnectionSettings(
            login: RedisLogin(url), tls: url.tls, timeout: timeout, replyLimit: replyLimit, logger: self.logger)
        connections = ConnectionsByLoop(url, map: addressMap, settings, firstConnection: firstConnection)
        firstConnection.whenMade { [weak self] in self?.warnOfCluster(on: $0) }
    }

    deinit {
        let loop = ownLoop.withLock { $0 }
        loop?.stop()
        loop?.join()
    }

    /// Logs an error if a client of one server is connected to a node of a cluster, because most keys are at other
    /// nodes.
    private func warnOfCluster(on loop: EventLoop) {
        guard let connection = connections.on(loop).node?.connection, connection.facts?.mode == "cluster" else {
            return
        }
        logger.error(
            "Redis is a node of a cluster, and most keys are at others",
            metadata: ["use": "redis\(url.tls == nil ? "" : "s")+cluster://\(connection.target.name)"])
    }

    // MARK: Commands

    package func send(
        _ route: CommandRoute, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        try await send(route, .none, by: nil, write)
    }

    /// Sends a command.
    ///
    /// - Parameters:
    ///   - durability: how durable a write must be before it is acknowledged.
    ///   - deadline: monotonic nanoseconds; nil for the client's time-out.
    func send(
        _ route: CommandRoute, _ durability: Durability, by deadline: UInt64?,
        _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        if let here = connections.here { return try await here.send(route, durability, by: deadline, write) }
        return try await onLoop { try await $0.send(route, durability, by: deadline, write) }
    }

    package func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        try await onLoop { try await $0.send(commands) }
    }

    /// Sends several commands that may run twice, again and again after errors that may pass
    /// (`LoopConnections.sendRepeatable`).
    func sendRepeatable(_ commands: [RoutedCommand], by limit: UInt64?) async throws -> [RedisValue] {
        try await onLoop { try await $0.sendRepeatable(commands, by: limit) }
    }

    /// Sends a command to the master at an address; nil for any master.
    func send(
        to address: RedisAddress?, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        guard let address else { return try await send(.anywhere, write) }
        return try await onLoop { try await $0.send(to: address, write) }
    }

    /// Runs a step of a scan over the masters of a cluster (`ClusterNodes.scan`).
    func scan(
        _ position: ScanPosition?, _ write: @Sendable (inout CommandWriter, _ cursor: String) -> Void
    ) async throws -> ClusterNodes.ScanStep? {
        try await onLoop { try await $0.cluster?.scan(position, write) }
    }

    /// Runs a step of a scan at the one server, or at the master that sentinels name (`RedisNode.scanThroughLosses`).
    func scan(
        _ cursor: ScanCursor, _ write: @Sendable (inout CommandWriter, _ cursor: String) -> Void
    ) async throws -> RedisNode.ScanAnswer {
        try await onLoop {
            guard let node = $0.node else { throw RedisError.unreachable("a cluster has several masters") }
            return try await node.scanThroughLosses(cursor, write)
        }
    }

    // MARK: Loops

    /// Runs `work` on the current event loop, or on the client's own if there is none.
    @concurrent
    private func onLoop<Value: Sendable>(_ work: (LoopConnections) async throws -> Value) async throws -> Value {
        if let here = connections.here { return try await work(here) }
        let loop = try startedOwnLoop()
        return try await loop.run { try await work(connections.on(loop)) }
    }

    /// The client's own event loop, started on first use.
    func startedOwnLoop() throws -> EventLoop {
        try ownLoop.withLock { own throws -> EventLoop in
            if let own { return own }
            let loop = try EventLoop(name: "taproom-redis")
            try loop.start()
            own = loop
            return loop
        }
    }

    /// Makes another connection on an event loop. Its failures are not logged.
    func silentConnection(on loop: EventLoop) -> RedisConnection {
        let connection = RedisConnection(to: connections.on(loop).anyServer, settings.silent, loop: loop)
        try? connection.prepare()
        return connection
    }

    /// Calls `body` once, on the loop's thread, as soon as the client has its first connection.
    func checkWhenConnected(_ body: @escaping @Sendable (EventLoop) -> Void) {
        firstConnection.whenMade(body)
    }

    // MARK: Transactions

    /// Calls `work` with a connection that no other task uses meanwhile, on the loop's thread. If `work` throws, the
    /// connection is closed, because its state is unknown.
    ///
    /// - Parameters:
    ///   - route: the key that the work is about. If the key has moved to another node, `work` is called again.
    ///   - work: also receives whether to send ASKING before each command.
    func withDedicatedConnection<Value: Sendable>(
        _ route: CommandRoute, _ work: @Sendable (RedisConnection, _ asks: Bool) async throws -> Value
    ) async throws -> Value {
        try await onLoop { try await withDedicatedConnection(of: $0, route, work) }
    }

    @concurrent
    private func withDedicatedConnection<Value: Sendable>(
        of connections: LoopConnections, _ route: CommandRoute,
        _ work: @Sendable (RedisConnection, _ asks: Bool) async throws -> Value
    ) async throws -> Value {
        var (node, asks) = (try await connections.knownNode(route), false)
        let deadline = node.loop.now &+ timeout.nanoseconds
        var retries = ClusterRetries()
        while true {
            try await node.dedicated.take()
            do {
                defer { node.dedicated.release() }
                do {
                    return try await work(node.dedicated.connection, asks)
                } catch {
                    node.dedicated.connection.abandon()
                    throw error
                }
            } catch RedisError.reply(let message) {
                guard
                    let next = await connections.cluster?.nextNode(
                        after: message, from: node, route.slot, &retries, by: deadline)
                else { throw RedisError.reply(message) }
                (node, asks) = next
            }
        }
    }
}
