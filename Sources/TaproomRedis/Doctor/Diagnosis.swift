/// The findings in the answers of all servers. Pure.
struct Diagnosis {
    let url: RedisURL
    let durability: Durability
    /// What the store is used for.
    let uses: [StoreCommand.Use]
    /// The patterns of the keys it uses.
    let keys: [String]

    /// - Parameters:
    ///   - servers: the one server, or the masters of a cluster.
    ///   - unreachable: masters that did not answer, and why.
    ///   - sentinels: empty where there are none.
    ///   - slots: the reply to CLUSTER SLOTS; nil outside of a cluster.
    func findings(
        _ servers: [ServerAnswers], unreachable: [(name: String, reason: String)], sentinels: [SentinelAnswers],
        slots: RedisValue?
    ) -> [RedisFinding] {
        // Each is told with its name.
        var findings = servers.map { $0.server(url) }
        for (name, reason) in unreachable {
            findings.append(
                RedisFinding(
                    "server", "\(name): \(reason)", .change("Bring it back, or let one of its replicas take over.")))
        }
        findings += RedisFinding.merged(servers.map { ($0.name, points(of: $0)) })
        if let slots { findings += ClusterFindings(slots: slots).findings(servers, usesCache: uses.contains(.cache)) }
        return findings + RedisFinding.merged(sentinels.map { ($0.name, $0.findings) })
    }

    private func points(of server: ServerAnswers) -> [RedisFinding] {
        [
            server.saving, server.eviction, server.persistence, server.clockFinding,
            server.permissions(of: url.user ?? "default", for: uses, keys: keys), server.replicas(durability),
        ]
    }
}
