/// The fields of a reply to INFO or CLUSTER INFO: lines of `name:value`. Pure.
struct InfoReply: Sendable, Equatable {
    private var fields: [Substring: Substring] = [:]

    /// nil where the reply is another one, as where the user may not ask.
    init?(_ reply: RedisValue) {
        guard let text = reply.string else { return nil }
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
    }

    /// nil where there is no such field.
    subscript(_ name: Substring) -> String? { fields[name].map(String.init) }

    /// nil where there is no such field, or it is no number.
    func int(_ name: Substring) -> Int? { fields[name].flatMap { Int($0) } }
}
