import Logging

extension RedisStore {
    /// Logs how sessions are saved, once it is known what the user may do.
    ///
    /// - Parameter facts: the server's facts; nil if the server does not report them.
    static func logSaving(_ facts: ServerFacts?, _ permissions: StorePermissions, _ logger: Logger) {
        let server = facts.map { "\($0.name) \($0.version)" } ?? "a server that does not tell its version"
        logger.info(
            "sessions are saved \(SaveMethod(facts, mayRunScripts: permissions.mayRunScripts))",
            metadata: ["server": "\(server)"])
    }
}
