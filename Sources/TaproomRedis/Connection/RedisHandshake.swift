/// How a connection begins: it logs in, chooses the database, asks what the server is, and where need be whether it is a
/// master, and whether it is there.
struct RedisHandshake {
    /// The commands.
    let bytes: [UInt8]
    /// What the server has told of itself.
    private(set) var facts: ServerFacts?
    /// The names of those that are not answered yet.
    private var awaited: [String] = []

    /// Redis does not accept a handshake.
    struct Refusal: Error {
        let failure: ConnectAttempt.Failure
    }

    /// - Parameter needsMaster: whether a replica will not do.
    init(_ login: RedisLogin, needsMaster: Bool = false) {
        var writer = CommandWriter(output: [])
        var names: [String] = []
        func add(_ name: String, _ arguments: String...) {
            writer.write([name] + arguments)
            names.append(name)
        }
        if let password = login.password {
            if let user = login.user { add("AUTH", user, password) } else { add("AUTH", password) }
        }
        if login.database != 0 { add("SELECT", String(login.database)) }
        add("HELLO")
        if needsMaster { add("ROLE") }
        add("PING")
        bytes = writer.output
        awaited = names
    }

    /// Takes the next reply; whether that was the last one.
    mutating func take(_ reply: RedisValue) throws(Refusal) -> Bool {
        switch awaited.isEmpty ? "" : awaited.removeFirst() {
        case "HELLO": facts = ServerFacts(hello: reply)
        // A user without the permission to ask is told when it writes.
        case "ROLE":
            if Self.isReplica(reply) { throw Refusal(failure: .init(reason: "it is a replica", isRefusal: true)) }
        case let command:
            guard case .error(let message) = reply else { break }
            let passes = Self.passing.contains { message.hasPrefix($0) }
            let reason = message.prefix(upTo: message.firstRange(of: ", with args")?.lowerBound ?? message.endIndex)
            // A server that does not know AUTH repeats the password.
            throw Refusal(failure: .init(reason: "\(command): \(reason)", isRefusal: true, passes: passes))
        }
        return awaited.isEmpty
    }

    private static func isReplica(_ role: RedisValue) -> Bool {
        guard case .array(let parts) = role, case .bytes(let name)? = parts.first else { return false }
        return name.elementsEqual("slave".utf8)
    }

    /// How the errors begin that say `not now`.
    private static let passing = ["LOADING", "BUSY", "MASTERDOWN", "ERR max number of clients"]
}
