import TaproomNet

/// A client's connections on one event loop: to one server, to the master that sentinels name, or to the nodes of a
/// cluster. Used on the loop's thread only.
final class LoopConnections: @unchecked Sendable {
    private enum Place {
        case node(RedisNode)
        case cluster(ClusterNodes)
    }

    private let place: Place
    private let loop: EventLoop
    private let map: [RedisAddress: RedisAddress]
    private let settings: ConnectionSettings
    /// Reads from the replicas of the master; nil for a cluster.
    private lazy var masterReplicas = node.map { MasterReplicas(of: $0.connection, map: map, settings) }
    private(set) lazy var subscriber = Subscriber(RedisConnection(to: anyServer, settings, loop: loop))

    init(
        _ url: RedisURL, map: [RedisAddress: RedisAddress], _ settings: ConnectionSettings, loop: EventLoop,
        firstConnection: FirstConnection
    ) {
        self.loop = loop
        self.map = map
        self.settings = settings
        let target: ConnectionTarget
        switch url.endpoint {
        case .tcp(let host, let port): target = .server(RedisAddress(host: host, port: port))
        case .unix(let path): target = .path(path)
        case .sentinel(let addresses, let name):
            var login = settings
            login.login = RedisLogin(user: url.sentinelUser, password: url.sentinelPassword)
            let master = SentinelMaster(name, sentinels: addresses, map: map, login, loop: loop)
            target = .located(name: name, needsMaster: true, by: master)
        case .cluster(let seeds):
            place = .cluster(
                ClusterNodes(seeds: seeds, map: map, settings, loop: loop, firstConnection: firstConnection))
            return
        }
        let node = RedisNode(target, settings, loop: loop)
        node.connection.firstConnection = firstConnection
        place = .node(node)
    }

    /// The one server, or the master that sentinels name; nil for a cluster.
    @inline(__always)
    var node: RedisNode? { if case .node(let node) = place { node } else { nil } }

    /// The nodes of the cluster; nil if Redis is not a cluster.
    @inline(__always)
    var cluster: ClusterNodes? { if case .cluster(let cluster) = place { cluster } else { nil } }

    /// The target of a further connection. In a cluster, it is any node.
    var anyServer: ConnectionTarget {
        switch place {
        case .node(let node): node.target
        case .cluster(let cluster): .located(name: "a node of the cluster", needsMaster: false, by: cluster)
        }
    }

    /// A number that grows whenever the cluster's slots may have moved; always 0 without a cluster.
    var generation: Int { cluster?.generation ?? 0 }

    /// The node that serves a key, if it is known; nil otherwise.
    func node(_ route: CommandRoute) -> RedisNode? {
        switch place {
        case .node(let node): node
        case .cluster(let cluster): route.slot.flatMap { cluster.node(ofSlot: $0) }
        }
    }

    /// Returns the node that serves a key. In a cluster, waits until the topology is known.
    ///
    /// - Throws: `RedisError.unreachable` if no node serves the key.
    func knownNode(_ route: CommandRoute) async throws -> RedisNode {
        switch place {
        case .node(let node): return node
        case .cluster(let cluster):
            if let node = try await cluster.knownNode(ofSlot: route.slot) { return node }
            throw RedisError.unreachable("no node of the cluster serves the key")
        }
    }

    /// Sends a command that only reads to a replica.
    ///
    /// - Parameter limit: monotonic nanoseconds; nil for the client's time-out.
    /// - Returns: the reply; nil if the master has to be asked.
    func read(
        _ route: CommandRoute, _ write: @Sendable (inout CommandWriter) -> Void, by limit: UInt64?
    ) async throws -> RedisValue? {
        switch place {
        case .node: try await masterReplicas?.send(write, by: limit)
        case .cluster(let cluster): try await cluster.read(route.slot, write, by: limit)
        }
    }

    func send(
        _ route: CommandRoute, _ durability: Durability, by deadline: UInt64?,
        _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        switch place {
        case .node(let node): try await node.send(write, durability, by: deadline)
        case .cluster(let cluster): try await cluster.send(route.slot, write, durability, by: deadline)
        }
    }

    func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        switch place {
        case .node(let node):
            try node.connection.prepare()
            return try await node.connection.send(commands.map(\.write))
        case .cluster(let cluster): return try await cluster.send(commands)
        }
    }

    /// Sends a command to the master of a cluster at an address.
    ///
    /// - Throws: `RedisError.unreachable` if there is no master at the address any more.
    func send(
        to address: RedisAddress, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        guard let cluster else { throw RedisError.unreachable("\(address) is no master of a cluster") }
        return try await cluster.master(at: address).send(write, by: nil)
    }

    /// Sends several commands that may run twice. After an error that may pass, sends all of them again, for the
    /// client's time-out.
    ///
    /// - Parameter limit: monotonic nanoseconds after which they are not sent again; nil for none.
    func sendRepeatable(_ commands: [RoutedCommand], by limit: UInt64?) async throws -> [RedisValue] {
        // Without a topology, the login may be wrong, which does not pass.
        let isRouted = cluster?.topology != nil
        var repetition = Repetition(
            timeout: settings.timeout.nanoseconds, loop: loop, isRouted: isRouted, limit: limit)
        while true {
            do {
                let replies = try await send(commands)
                guard let refusal = replies.lazy.compactMap(\.refusalOfWrongServer).first,
                    await repetition.mayGoOn(after: .reply(refusal))
                else { return replies }
            } catch let error as RedisError {
                guard await repetition.mayGoOn(after: error) else { throw repetition.gravest ?? error }
            }
        }
    }
}
