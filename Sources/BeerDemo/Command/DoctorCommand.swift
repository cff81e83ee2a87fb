import ArgumentParser
import Taproom
import TaproomRedis

extension SessionsCommand {
    /// The command `beer-demo sessions doctor`, which checks the Redis of the sessions and says what to change.
    struct Doctor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the Redis of the sessions, and say what to change.",
            discussion: """
                It checks the servers, how sessions are saved, eviction, persistence, the clock, the user's \
                permissions, replicas, clusters and sentinels, and prints a line for each. It changes nothing. The \
                exit code is 0 if all is well, 1 if there is something to change.
                """)

        @OptionGroup var location: StoreArguments

        @Option(help: Setting.durability.help("The --durability of the server.", value: "how"))
        var durability: String?

        @Option(help: Setting.sessionCache.help("The --session-cache of the server.", value: "count"))
        var sessionCache: String?

        @Flag(help: Setting.readFromReplicas.help("The --read-from-replicas of the server."))
        var readFromReplicas = false

        func run() async throws {
            let reader = SettingsReader(variables: Environment.variables)
            var options = RedisStore.Options()
            try reader.read(.durability, durability, into: &options.durability)
            try reader.read(.sessionCache, sessionCache, into: &options.cacheLimit)
            try reader.read(.readFromReplicas, readFromReplicas, into: &options.readsFromReplicas)
            try await location.run(options) { store in
                let findings = try await store.diagnose()
                for finding in findings { Console.print(Self.line(finding).escapingControlCharacters) }
                let count = findings.count { if case .change = $0.verdict { true } else { false } }
                guard count == 0 else {
                    throw StartError(message: count == 1 ? "1 point to change" : "\(count) points to change", code: 1)
                }
            }
        }

        private static func line(_ finding: RedisFinding) -> String {
            let (word, advice) =
                switch finding.verdict {
                case .well: ("well", "")
                case .unseen: ("unseen", "")
                case .change(let advice): ("change", ". \(advice)")
                }
            return column(word, 8) + column(finding.subject, 13) + finding.fact + advice
        }

        private static func column(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
    }
}
