extension RedisCluster {
    /// The settings that the nodes of a cluster share.
    struct Shape: Sendable {
        /// The node time-out in milliseconds.
        let nodeTimeout: Int
        let arguments: [String]
        let tls: RedisCertificates?

        /// The distance between a node's port and that of its cluster bus. The default of 10,000 would lead to ports of
        /// outgoing connections.
        static let busDistance = 6000

        /// Starts a node that does not know any other.
        func startNode() async throws -> RedisServer {
            let folder = try Folder()
            let common = [
                "--cluster-enabled", "yes", "--cluster-node-timeout", "\(nodeTimeout)", "--dir", folder.path,
                // Otherwise a master that gives away its last slot becomes a replica.
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

    /// Gives each master its part of the slots and its own epoch, so that no two have to resolve a conflict of epochs.
    func divideSlots(among masters: [RedisServer]) async throws {
        for (index, node) in masters.enumerated() {
            let first = Self.slots * index / masters.count
            let last = Self.slots * (index + 1) / masters.count - 1
            try await node.order("cluster", "addslotsrange", "\(first)", "\(last)")
            try await node.order("cluster", "set-config-epoch", "\(index + 1)")
        }
    }

    /// Introduces nodes to the first node that responds, and waits until all know each other.
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

    /// Adds a node: a master without slots, or a replica of a master.
    public func addNode(replicaOf master: RedisServer? = nil) async throws -> RedisServer {
        let node = try await shape.startNode()
        append(node)
        try await introduce([node])
        if let master { try await makeReplica(node, of: master) }
        try await untilWhole()
        return node
    }
}
