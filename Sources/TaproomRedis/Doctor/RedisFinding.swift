/// One point that `RedisStore.diagnose` has looked at.
public struct RedisFinding: Sendable, Equatable {
    /// What became of it.
    public enum Verdict: Sendable, Equatable {
        case well
        /// It could not be looked at, as the user may not ask.
        case unseen
        /// What to change, in a sentence.
        case change(String)
    }

    /// What was looked at, such as `eviction`.
    public let subject: String
    /// How it is; in a cluster with the addresses of the masters where they differ.
    public let fact: String
    /// Whether that is as it should be.
    public let verdict: Verdict

    init(_ subject: String, _ fact: String, _ verdict: Verdict = .well) {
        self.subject = subject
        self.fact = fact
        self.verdict = verdict
    }
}

extension RedisFinding {
    /// The findings of all servers, in the order of their subjects: what several servers have in common is told once, with their
    /// names where others differ. Pure.
    static func merged(_ servers: [(name: String, findings: [RedisFinding])]) -> [RedisFinding] {
        var subjects: [String] = []
        var merged: [(finding: RedisFinding, names: [String])] = []
        for (name, findings) in servers {
            for finding in findings {
                if !subjects.contains(finding.subject) { subjects.append(finding.subject) }
                if let index = merged.firstIndex(where: { $0.finding == finding }) {
                    merged[index].names.append(name)
                } else {
                    merged.append((finding, [name]))
                }
            }
        }
        return subjects.flatMap { subject in
            merged.filter { $0.finding.subject == subject }.map { finding, names in
                guard names.count < servers.count else { return finding }
                return RedisFinding(subject, "at \(names.joined(separator: ", ")): \(finding.fact)", finding.verdict)
            }
        }
    }
}
