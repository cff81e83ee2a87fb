/// Whether Redis may evict sessions before they expire.
extension ServerAnswers {
    var eviction: RedisFinding {
        guard let info = InfoReply(info), let policy = info["maxmemory_policy"] else {
            return RedisFinding("eviction", "the user may not run INFO", .unseen)
        }
        let limit = info.int("maxmemory") ?? 0
        let fact = "maxmemory-policy is \(policy), maxmemory \(limit == 0 ? "not set" : Self.size(limit))"
        if let advice = Self.advice(policy) { return RedisFinding("eviction", fact, .change(advice)) }
        if policy == "noeviction" {
            let used = info.int("used_memory") ?? 0
            guard limit > 0, used > limit / 10 * 9 else { return RedisFinding("eviction", fact) }
            return RedisFinding(
                "eviction", "\(fact), of which \(Self.size(used)) are used",
                .change("Raise maxmemory, as Redis refuses all saves (OOM) when it is used up."))
        }
        guard let evicted = info.int("evicted_keys"), evicted > 0 else { return RedisFinding("eviction", fact) }
        return RedisFinding(
            "eviction", "\(fact), and \(evicted) keys were evicted since the start",
            .change("Raise maxmemory, as each session that is evicted logs its user out."))
    }

    /// What to change; nil if the policy suits sessions.
    private static func advice(_ policy: String) -> String? {
        guard policy.hasPrefix("allkeys-") || policy == "volatile-random" else { return nil }
        let victims = policy.hasPrefix("allkeys-") ? "any key" : "any key that has an expiry"
        return """
            Set maxmemory-policy to volatile-ttl, which evicts what would end next, or to noeviction with memory enough: \
            \(policy) evicts \(victims), so that users are logged out, and tombstones, so that destroyed sessions may come \
            back.
            """
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
    }
}
