import Logging
import Synchronization
import Taproom
import TaproomNet

/// A Redis: one server, the master that sentinels watch, or a cluster. Each event loop has connections of its own, so that a
/// command never leaves the thread of the request that needs it, and takes no lock.
///
///     let redis = RedisClient(try RedisURL("redis://127.0.0.1:6379"))
///     let visits = try await redis.command("INCR", "visits").int ?? 0
public final class RedisClient: RedisCommands {
    /// Where Redis is.
    public let url: RedisURL
    let timeout: Duration
    let logger: Logger
    private let settings: ConnectionSettings
    private let map: [RedisAddress: RedisAddress]
    private let key = LoopLocalKey<LoopConnections>()
    private let firstConnection = FirstConnection()
    /// For callers that are on no loop, as command line tools are.
    private let ownLoop = Mutex<EventLoop?>(nil)

    /// 64 MiB.
    public static let defaultReplyLimit = 64 * 1024 * 1024

    /// - Parameters:
    ///   - url: where Redis is, and how to log in there.
    ///   - timeout: how long a command may take, waiting for the connection included.
    ///   - replyLimit: the most bytes of a reply, and as many elements as there are 64 bytes in that. What is larger ends the
    ///     connection.
    ///   - addressMap: where nodes of a cluster, and masters that sentinels name, are reached if they announce an address that
    ///     can't be reached from here, as behind a NAT.
    ///   - logger: tells when Redis is lost and found; named `taproom.redis` where nil.
    public init(
        _ url: RedisURL, timeout: Duration = .seconds(1), replyLimit: Int = RedisClient.defaultReplyLimit,
        addressMap: [RedisAddress: RedisAddress] = [:], logger: Logger? = nil
    ) {
        self.url = url
        self.timeout = timeout
        self.logger = logger ?? .framework("taproom.redis")
        map = addressMap
        settings = ConnectionSettings(
            login: RedisLogin(url), tls: url.tls, timeout: timeout, replyLimit: replyLimit, logger: self.logger)
        firstConnection.whenMade { [weak self] in self?.warnOfCluster(on: $0) }
    }

    deinit {
        let loop = ownLoop.withLock { $0 }
        loop?.stop()
        loop?.join()
    }

    /// A client of one server can't serve keys that are at another one.
    private func warnOfCluster(on loop: EventLoop) {
        guard let connection = connections(on: loop).node?.connection, connection.facts?.mode == "cluster" else {
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
    ///   - durability: when a write is acknowledged.
    ///   - deadline: monotonic nanoseconds; nil for the client's time-out.
    func send(
        _ route: CommandRoute, _ durability: Durability, by deadline: UInt64?,
        _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        if let here { return try await here.send(route, durability, by: deadline, write) }
        return try await onLoop { try await $0.send(route, durability, by: deadline, write) }
    }

    package func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        try await onLoop { try await $0.send(commands) }
    }

    /// Sends a command to the master at an address; anywhere where nil.
    func send(
        to address: RedisAddress?, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        guard let address else { return try await send(.anywhere, write) }
        return try await onLoop { try await $0.send(to: address, write) }
    }

    /// The masters of a cluster; empty outside of one.
    func masters() async throws -> [RedisAddress] {
        guard url.isCluster else { return [] }
        return try await onLoop { try await $0.cluster?.knownMasters().map(\.address) ?? [] }
    }

    // MARK: Loops

    /// The connections of the loop that asks; nil on another thread.
    @inline(__always)
    var here: LoopConnections? {
        EventLoop.currentLocal(for: key) { makeConnections(on: $0) }
    }

    /// The connections of a loop, made on first use. On the loop's thread.
    func connections(on loop: EventLoop) -> LoopConnections {
        loop.local(for: key) { makeConnections(on: $0) }
    }

    private func makeConnections(on loop: EventLoop) -> LoopConnections {
        LoopConnections(url, map: map, settings, loop: loop, firstConnection: firstConnection)
    }

    /// Works on the loop that asks; on the client's own where it is none.
    @concurrent
    private func onLoop<Value: Sendable>(_ work: (LoopConnections) async throws -> Value) async throws -> Value {
        if let here { return try await work(here) }
        let loop = try startedOwnLoop()
        return try await loop.run { try await work(connections(on: loop)) }
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

    /// A further connection of a loop, whose failures are not worth a line of the log.
    func silentConnection(on loop: EventLoop) -> RedisConnection {
        let connection = RedisConnection(to: connections(on: loop).anyServer, settings.silent, loop: loop)
        try? connection.prepare()
        return connection
    }

    /// Calls `body` once, when the first connection stands, on its loop's thread.
    func checkWhenConnected(_ body: @escaping @Sendable (EventLoop) -> Void) {
        firstConnection.whenMade(body)
    }

    // MARK: Transactions

    /// Works with a connection that nobody else uses meanwhile, on the loop's thread. It ends where the work throws, as
    /// nobody knows in what state it is.
    ///
    /// - Parameters:
    ///   - route: the key that the work is about. Where it has moved, the work is done again.
    ///   - work: gets whether each of its commands needs ASKING before it.
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
