/// The facts that a server reports about itself (HELLO, Redis 6).
struct ServerFacts: Sendable, Equatable {
    /// `redis` or `valkey`.
    var name = ""
    /// The version, such as `7.0.15`.
    var version = ""
    /// `standalone`, `cluster` or `sentinel`.
    var mode = ""
    /// `master` or `replica`.
    var role = ""
    /// Whether the server has `SET … IFEQ` (Valkey 8.1, Redis 8.4).
    private(set) var comparesOnSet = false

    /// nil if the reply is an error, because the server does not know HELLO or the user may not run it.
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
