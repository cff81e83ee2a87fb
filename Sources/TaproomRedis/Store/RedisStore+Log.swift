import Logging

extension RedisStore {
    /// Tells once in the log how sessions are saved, when it is known what the user may do.
    ///
    /// - Parameter facts: what the server has told of itself; nil where it does not.
    static func logSaving(_ facts: ServerFacts?, _ permissions: StorePermissions, _ logger: Logger) {
        let server = facts.map { "\($0.name) \($0.version)" } ?? "a server that does not tell its version"
        logger.info(
            "sessions are saved \(SavingWay(facts, mayRunScripts: permissions.mayRunScripts))",
            metadata: ["server": "\(server)"])
    }
}
