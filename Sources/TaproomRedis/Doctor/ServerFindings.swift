/// What the server is, and whether it matches the URL.
extension ServerAnswers {
    /// - Parameter url: the URL of the store's client.
    func server(_ url: RedisURL) -> RedisFinding {
        guard let facts else {
            let version =
                InfoReply(info)?["redis_version"].map { "Redis \($0)" } ?? "a server that does not tell its version"
            return RedisFinding("server", "\(name): \(version)")
        }
        let fact = "\(name): \(facts.name) \(facts.version), \(facts.mode), \(facts.role)"
        if facts.mode == "sentinel" {
            return RedisFinding(
                "server", fact,
                .change(
                    "It is a sentinel, which keeps no sessions: use redis\(secure(url))+sentinel://\(name)/<master>."))
        }
        if facts.mode == "cluster", !url.isCluster {
            return RedisFinding(
                "server", fact,
                .change(
                    "Most sessions belong to other nodes of its cluster: use redis\(secure(url))+cluster://\(name)."))
        }
        if facts.role != "master" {
            return RedisFinding("server", fact, .change("A replica takes no writes: name its master in the URL."))
        }
        return RedisFinding("server", fact)
    }

    private func secure(_ url: RedisURL) -> String { url.tls == nil ? "" : "s" }

    /// How sessions are saved.
    var saving: RedisFinding {
        RedisFinding("saving", "sessions are saved \(SaveMethod(facts, mayRunScripts: mayRunScripts))")
    }
}
