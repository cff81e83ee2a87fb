/// A sentinel's replies to the commands of a diagnosis.
struct SentinelAnswers: Sendable {
    /// The sentinel's address.
    let name: String
    /// The reply to SENTINEL MASTER.
    var master = RedisValue.null
    /// The reply to SENTINEL CKQUORUM.
    var quorum = RedisValue.null
    /// The reason why the sentinel can't be reached; nil if it can.
    var failure: String?

    init(_ name: String) {
        self.name = name
    }

    /// The changes that this sentinel's replies suggest, or one finding with its state if there are none.
    var findings: [RedisFinding] {
        if let failure {
            return [Self.finding("it can't be reached (\(failure))", "Start it, or leave it out of the URL.")]
        }
        let fields = master.fields
        guard let others = fields["num-other-sentinels"].flatMap({ Int($0) }) else {
            return [RedisFinding("sentinel", "the user may not run SENTINEL MASTER", .unseen)]
        }
        var findings: [RedisFinding] = []
        let replicas = fields["num-slaves"] ?? "0"
        if others < 2 {
            findings.append(
                Self.finding(
                    others == 0 ? "it is the only one" : "there are 2 of them",
                    "Run three or more, each on a machine of its own, as a fail-over needs the majority of them."))
        }
        if case .error(let message) = quorum, !message.hasPrefix("NOPERM") {
            findings.append(
                Self.finding(
                    message, "Bring back sentinels that are down, as without their majority there is no fail-over."))
        }
        if replicas == "0" {
            findings.append(
                Self.finding("the master has no replica", "Add one, as nobody can take over from the master."))
        }
        guard findings.isEmpty else { return findings }
        let fact =
            "\(others + 1) sentinels, quorum \(fields["quorum"] ?? "unknown"), \(replicas) \(replicas == "1" ? "replica" : "replicas")"
        return [RedisFinding("sentinel", fact)]
    }

    private static func finding(_ fact: String, _ advice: String) -> RedisFinding {
        RedisFinding("sentinel", fact, .change(advice))
    }
}
