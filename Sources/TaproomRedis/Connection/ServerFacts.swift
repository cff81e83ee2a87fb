/// What a server tells of itself (HELLO, since Redis 6).
struct ServerFacts: Sendable, Equatable {
    /// `redis` or `valkey`.
    var name = ""
    /// Such as `7.0.15`.
    var version = ""
    /// `standalone`, `cluster` or `sentinel`.
    var mode = ""
    /// `master` or `replica`.
    var role = ""
    /// Whether it has `SET … IFEQ`: Valkey since 8.1, Redis since 8.4.
    private(set) var comparesOnSet = false

    /// nil where the reply is another one, as of a server that does not know the command, or does not let the user ask.
    init?(hello reply: RedisValue) {
        guard let count = reply.elements?.count, count % 2 == 0 else { return nil }
        let fields = reply.fields
        name = fields["server"] ?? ""
        version = fields["version"] ?? ""
        mode = fields["mode"] ?? ""
        role = fields["role"] ?? ""
        comparesOnSet = (name == "valkey" && isAtLeast(8, 1)) || (name == "redis" && isAtLeast(8, 4))
    }

    private func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
        let numbers = version.split(separator: ".").prefix(2).map { Int($0) ?? 0 }
        guard numbers.count == 2 else { return false }
        return numbers[0] > major || (numbers[0] == major && numbers[1] >= minor)
    }
}
