extension RedisCluster {
    /// The nodes that run and do not hang.
    public var answering: [RedisServer] { nodes.filter(\.isAnswering) }

    var first: RedisServer {
        get throws {
            guard let node = answering.first else {
                throw TestSupportError(description: "no node of the cluster answers")
            }
            return node
        }
    }

    /// Returns the slot of a key.
    public func slot(ofKey key: String) async throws -> Int {
        let answer = try await first.cli("cluster", "keyslot", key)
        guard let slot = Int(answer) else { throw TestSupportError(description: "CLUSTER KEYSLOT: \(answer)") }
        return slot
    }

    /// Returns the master of a slot, among the nodes that respond.
    public func masterNode(ofSlot slot: Int) async throws -> RedisServer {
        guard let node = try await claimant(ofSlot: slot) else {
            throw TestSupportError(description: "no master that answers has the slot \(slot)")
        }
        return node
    }

    /// Returns the master of a key's slot.
    public func node(forKey key: String) async throws -> RedisServer {
        try await masterNode(ofSlot: slot(ofKey: key))
    }

    /// Returns the replicas of a master that respond.
    public func replicas(of master: RedisServer) async throws -> [RedisServer] {
        let identifier = try await master.ownView().identifier
        var replicas: [RedisServer] = []
        for node in answering where try await node.ownView().master == identifier { replicas.append(node) }
        return replicas
    }

    /// Waits until a slot has a master other than one that was ended or hangs, and the cluster serves again.
    ///
    /// - Returns: the new master.
    public func newMaster(ofSlot slot: Int, insteadOf old: RedisServer) async throws -> RedisServer {
        try await eventually("a master of slot \(slot) other than \(old.port)", every: .milliseconds(50)) {
            guard let node = try await claimant(ofSlot: slot) else { return false }
            return node.port != old.port
        }
        try await untilWhole()
        return try await masterNode(ofSlot: slot)
    }

    /// Makes a replica the master with CLUSTER FAILOVER, which loses no data, and waits until all nodes know.
    public func failOver(to replica: RedisServer) async throws {
        var order = ContinuousClock.now
        try await replica.order("cluster", "failover")
        try await eventually("\(replica.port) to be a master", within: .seconds(30), every: .milliseconds(50)) {
            if try await replica.ownView().isMaster { return true }
            // A replica that is not elected within five seconds gives up.
            if ContinuousClock.now - order > .seconds(6) {
                order = .now
                _ = try await replica.cli("cluster", "failover")
            }
            return false
        }
        try await untilWhole()
    }

    /// Waits until all nodes that respond report that the cluster serves, agree about the slots, and replicas are in
    /// sync.
    public func untilWhole() async throws {
        try await eventually("the cluster to serve", every: .milliseconds(50)) { try await isWhole() }
    }

    private func isWhole() async throws -> Bool {
        var maps: Set<[String]> = []
        for node in answering {
            guard try await node.cli("cluster", "info").contains("cluster_state:ok") else { return false }
            let view = try await node.view()
            let slots = view.filter(\.isMaster).flatMap { line in line.slots.map { "\($0) \(line.identifier)" } }
            maps.insert(slots.sorted())
            guard view.first(where: \.isOwn)?.isMaster == false else { continue }
            guard try await node.cli("info", "replication").contains("master_link_status:up") else { return false }
        }
        return maps.count == 1
    }

    /// Returns the node that claims to be the master of a slot. If two do, as before a returning master has heard of
    /// its successor, it is the one with the latest epoch.
    private func claimant(ofSlot slot: Int) async throws -> RedisServer? {
        var best: (node: RedisServer, epoch: Int)?
        for node in answering {
            let view = try await node.ownView()
            guard view.isMaster, view.hasSlot(slot), view.epoch > best?.epoch ?? -1 else { continue }
            best = (node, view.epoch)
        }
        return best?.node
    }
}
