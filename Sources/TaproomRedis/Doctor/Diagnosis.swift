/// Derives the findings from the answers of all servers. Does no I/O.
struct Diagnosis {
    let url: RedisURL
    let durability: Durability
    /// The groups of commands that the options of the store need.
    let uses: [StoreCommand.Use]
    /// The patterns of the store's keys.
    let keys: [String]

    /// - Parameters:
    ///   - servers: the answers of the one server, or of the masters of a cluster.
    ///   - unreachable: the masters that can't be reached, with the reason.
    ///   - sentinels: the answers of the sentinels; empty if there are none.
    ///   - slots: the reply to CLUSTER SLOTS; nil without a cluster.
    func findings(
        _ servers: [ServerAnswers], unreachable: [(name: String, reason: String)], sentinels: [SentinelAnswers],
        slots: RedisValue?
    ) -> [RedisFinding] {
        // These findings contain the server's name, so they are not merged.
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
