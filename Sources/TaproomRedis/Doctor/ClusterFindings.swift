/// Whether all slots of a cluster are served, and all masters have replicas. Does no I/O.
struct ClusterFindings {
    private struct Master {
        let name: String
        /// The number of its slots.
        var slots: Int
        var hasReplica: Bool
    }

    private var masters: [Master] = []

    /// - Parameter slots: the reply to CLUSTER SLOTS, which omits replicas that have failed or have just started.
    init(slots reply: RedisValue) {
        for range in reply.elements ?? [] {
            guard let parts = range.elements, parts.count >= 3, let first = parts[0].int, let last = parts[1].int,
                0 <= first, first <= last, last < HashSlot.count, let node = parts[2].elements, node.count >= 2,
                let port = node[1].int.flatMap({ UInt16(exactly: $0) })
            else { continue }
            let name = RedisAddress(host: node[0].string ?? "", port: port).description
            let count = last - first + 1
            if let index = masters.firstIndex(where: { $0.name == name }) {
                masters[index].slots += count
                masters[index].hasReplica = masters[index].hasReplica || parts.count > 3
            } else {
                masters.append(Master(name: name, slots: count, hasReplica: parts.count > 3))
            }
        }
    }

    /// - Parameters:
    ///   - servers: the answers of the masters that can be reached.
    ///   - usesCache: whether the store caches sessions.
    func findings(_ servers: [ServerAnswers], usesCache: Bool = false) -> [RedisFinding] {
        var findings: [RedisFinding] = []
        if servers.contains(where: { if case .error? = $0.cluster { true } else { false } }) {
            findings.append(
                RedisFinding(
                    "cluster", "the user may not run CLUSTER INFO",
                    usesCache ? .change("Permit it, as the session cache keeps nothing for long without it.") : .unseen)
            )
        }
        let served = masters.reduce(0) { $0 + $1.slots }
        let broken = servers.compactMap { server -> String? in
            guard let state = server.cluster.flatMap(InfoReply.init)?["cluster_state"], state != "ok" else {
                return nil
            }
            return "\(server.name) says \(state)"
        }
        if !broken.isEmpty {
            findings.append(
                Self.finding(
                    "cluster_state is not ok: \(broken.joined(separator: ", "))",
                    "Bring back the nodes that are down or cut off, as such a node refuses its sessions."))
        }
        if served < HashSlot.count {
            findings.append(
                Self.finding(
                    "\(HashSlot.count - served) of \(HashSlot.count) slots have no master",
                    "Bring back their master, or give them to others by redis-cli --cluster fix."))
        }
        let followed = servers.filter { (InfoReply($0.info)?.int("connected_slaves") ?? 0) > 0 }.map(\.name)
        let alone = masters.filter { !$0.hasReplica && !followed.contains($0.name) }.map(\.name)
        if !alone.isEmpty {
            findings.append(
                Self.finding(
                    "no replica: \(alone.joined(separator: ", "))",
                    "Give each master a replica, as its sessions are lost with it."))
        }
        if masters.count < 3 {
            findings.append(
                Self.finding(
                    masters.count == 1 ? "there is 1 master" : "there are \(masters.count) masters",
                    "Use three or more, as the others elect the replica of one that fails, by a majority."))
        }
        guard findings.isEmpty else { return findings }
        return [
            RedisFinding(
                "cluster", "\(masters.count) masters serve all \(HashSlot.count) slots, and each has a replica")
        ]
    }

    private static func finding(_ fact: String, _ advice: String) -> RedisFinding {
        RedisFinding("cluster", fact, .change(advice))
    }
}
