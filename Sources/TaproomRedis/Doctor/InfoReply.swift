/// The fields in a reply to INFO or CLUSTER INFO, which consists of lines `name:value`. Does no I/O.
struct InfoReply: Sendable, Equatable {
    private var fields: [Substring: Substring] = [:]

    /// nil if the reply is not text, for example an error because the user may not run the command.
    init?(_ reply: RedisValue) {
        guard let text = reply.string else { return nil }
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
    }

    /// The value of a field; nil if there is no such field.
    subscript(_ name: Substring) -> String? { fields[name].map(String.init) }

    /// Returns the number in a field; nil if there is no such field, or it is not a number.
    func int(_ name: Substring) -> Int? { fields[name].flatMap { Int($0) } }
}
