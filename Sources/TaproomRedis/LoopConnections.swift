import TaproomNet

/// A client's connections on one event loop: to one server, to the master of the moment, or to a cluster. On the loop's thread.
final class LoopConnections: @unchecked Sendable {
    /// nil for a cluster.
    let node: RedisNode?
    /// nil for anything else.
    let cluster: ClusterNodes?
    private let loop: EventLoop
    private let settings: ConnectionSettings
    private(set) lazy var subscriber = Subscriber(
        RedisConnection(to: anyServer, settings, loop: loop), loop: loop)

    init(
        _ url: RedisURL, map: [RedisAddress: RedisAddress], _ settings: ConnectionSettings, loop: EventLoop,
        firstConnection: FirstConnection
    ) {
        self.loop = loop
        self.settings = settings
        switch url.endpoint {
        case .tcp(let host, let port):
            node = RedisNode(.server(RedisAddress(host: host, port: port)), settings, loop: loop)
            cluster = nil
        case .unix(let path):
            node = RedisNode(.path(path), settings, loop: loop)
            cluster = nil
        case .sentinel(let addresses, let name):
            var login = settings
            login.login = RedisLogin(user: url.sentinelUser, password: url.sentinelPassword)
            let master = SentinelMaster(name, sentinels: addresses, map: map, login, loop: loop)
            node = RedisNode(.located(name: name, needsMaster: true, by: master), settings, loop: loop)
            cluster = nil
        case .cluster(let seeds):
            node = nil
            cluster = ClusterNodes(seeds: seeds, map: map, settings, loop: loop, firstConnection: firstConnection)
        }
        node?.connection.firstConnection = firstConnection
    }

    /// For a further connection, to where any node of a cluster will do.
    var anyServer: ConnectionTarget {
        if let node { return node.target }
        guard let cluster else { return .path("") }
        return .located(name: "a node of the cluster", needsMaster: false, by: cluster)
    }

    /// The node of a key as far as it is known.
    func node(_ route: CommandRoute) -> RedisNode? {
        if let node { return node }
        return route.slot.flatMap { cluster?.node(ofSlot: $0) }
    }

    /// Grows with each change of where keys are.
    var generation: Int { cluster?.generation ?? 0 }

    /// The same, for a key whose node is not known yet.
    func knownNode(_ route: CommandRoute) async throws -> RedisNode {
        if let node = node(route) { return node }
        guard let node = try await cluster?.knownNode(ofSlot: route.slot) else {
            throw RedisError.unreachable("no node of the cluster serves the key")
        }
        return node
    }

    @inline(__always)
    func send(
        _ route: CommandRoute, _ durability: Durability, by deadline: UInt64?,
        _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        if let node { return try await node.send(write, durability, by: deadline) }
        guard let cluster else { throw RedisError.unreachable("no server is known") }
        return try await cluster.send(route.slot, write, durability, by: deadline)
    }

    func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        if let node {
            try node.connection.prepare()
            return try await node.connection.send(commands.map(\.write))
        }
        return try await cluster?.send(commands) ?? []
    }

    /// Sends a command to each master; the replies with their addresses, of which the only one is nil outside of a cluster.
    func sendToMasters(
        _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> [(address: RedisAddress?, reply: RedisValue)] {
        guard let cluster else { return [(nil, try await send(.anywhere, .none, by: nil, write))] }
        var replies: [(address: RedisAddress?, reply: RedisValue)] = []
        for (address, node) in try await cluster.knownMasters() {
            replies.append((address, try await node.send(write, by: nil)))
        }
        return replies
    }

    /// Sends a command to the master at an address.
    ///
    /// - Throws: `RedisError.unreachable` where there is none any more.
    func send(
        to address: RedisAddress, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        guard let node = try await cluster?.knownMasters().first(where: { $0.address == address })?.node else {
            throw RedisError.unreachable("\(address) is no master any more")
        }
        return try await node.send(write, by: nil)
    }
}
