/// One point that `RedisStore.diagnose` has checked.
public struct RedisFinding: Sendable, Equatable {
    /// The result of a check.
    public enum Verdict: Sendable, Equatable {
        case well
        /// The point could not be checked, because the user may not run the necessary command.
        case unseen
        /// Something should be changed. The value says what, in one sentence.
        case change(String)
    }

    /// The point that was checked, such as `eviction`.
    public let subject: String
    /// What the check found. If several servers differ, it names those that it is about.
    public let fact: String
    /// The result of the check.
    public let verdict: Verdict

    init(_ subject: String, _ fact: String, _ verdict: Verdict = .well) {
        self.subject = subject
        self.fact = fact
        self.verdict = verdict
    }
}

extension RedisFinding {
    /// Merges the findings of several servers, in the order of their subjects. A finding that all servers share is
    /// listed once. Others name their servers. Does no I/O.
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
