extension RedisCluster {
    /// What the nodes of a cluster have in common.
    struct Shape: Sendable {
        /// In milliseconds.
        let nodeTimeout: Int
        let arguments: [String]
        let tls: RedisCertificates?

        /// The port of the cluster's bus is so far from a node's own. By default it is 10,000, among the ports of outgoing
        /// connections.
        static let busDistance = 6000

        /// Starts a node that knows no other.
        func startNode() async throws -> RedisServer {
            let folder = try Folder()
            let common = [
                "--cluster-enabled", "yes", "--cluster-node-timeout", "\(nodeTimeout)", "--dir", folder.path,
                // Else a master that gives its last slot away becomes a replica.
                "--cluster-allow-replica-migration", "no",
            ]
            var launch = RedisLaunch.data(common + arguments, tls: tls)
            let plain = launch.arguments
            launch.arguments = { plain($0) + ["--cluster-port", "\($0 + Self.busDistance)"] }
            launch.ports = 20_000..<26_000
            launch.folder = folder
            return try await RedisServer.start(launch)
        }
    }

    /// Gives each master its part of the slots, and an epoch of its own, so that no two have to settle theirs.
    func divideSlots(among masters: [RedisServer]) async throws {
        for (index, node) in masters.enumerated() {
            let first = Self.slots * index / masters.count
            let last = Self.slots * (index + 1) / masters.count - 1
            try await node.order("cluster", "addslotsrange", "\(first)", "\(last)")
            try await node.order("cluster", "set-config-epoch", "\(index + 1)")
        }
    }

    /// Lets the first node that answers meet others, and waits until all know each other.
    func introduce(_ others: [RedisServer]) async throws {
        for other in others {
            try await first.order(
                "cluster", "meet", "127.0.0.1", "\(other.port)", "\(other.port + Shape.busDistance)")
        }
        let count = nodes.count
        for node in answering {
            try await eventually("node \(node.port) to know all others", every: .milliseconds(50)) {
                try await node.view().count { !$0.flags.contains("handshake") } >= count
            }
        }
    }

    func makeReplica(_ node: RedisServer, of master: RedisServer) async throws {
        try await node.order("cluster", "replicate", try await master.cli("cluster", "myid"))
    }

    /// Adds a node: a master without slots, or the replica of a master.
    public func addNode(replicaOf master: RedisServer? = nil) async throws -> RedisServer {
        let node = try await shape.startNode()
        append(node)
        try await introduce([node])
        if let master { try await makeReplica(node, of: master) }
        try await untilWhole()
        return node
    }
}
