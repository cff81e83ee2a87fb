/// How a connection begins: it logs in, chooses the database, and asks whether Redis is there, and where need be whether it
/// is a master.
struct RedisHandshake {
    /// The commands.
    let bytes: [UInt8]
    /// The names of those that are not answered yet.
    private var awaited: [String] = []

    /// Redis does not accept a handshake.
    struct Refusal: Error {
        let failure: ConnectAttempt.Failure
    }

    /// - Parameter needsMaster: whether a replica will not do.
    init(_ url: RedisURL, needsMaster: Bool = false) {
        var writer = CommandWriter(output: [])
        var names: [String] = []
        func add(_ name: String, _ arguments: String...) {
            writer.write([name] + arguments)
            names.append(name)
        }
        if let password = url.password {
            if let user = url.user { add("AUTH", user, password) } else { add("AUTH", password) }
        }
        if url.database != 0 { add("SELECT", String(url.database)) }
        if needsMaster { add("ROLE") }
        add("PING")
        bytes = writer.output
        awaited = names
    }

    /// Takes the next reply; whether that was the last one.
    mutating func take(_ reply: RedisValue) throws(Refusal) -> Bool {
        let command = awaited.isEmpty ? "" : awaited.removeFirst()
        if command == "ROLE" {
            if Self.isReplica(reply) { throw Refusal(failure: .init(reason: "it is a replica", isRefusal: true)) }
            // A user without the permission to ask is told when it writes.
            return awaited.isEmpty
        }
        guard case .error(let message) = reply else { return awaited.isEmpty }
        let passes = Self.passing.contains { message.hasPrefix($0) }
        throw Refusal(failure: .init(reason: "\(command): \(message)", isRefusal: true, passes: passes))
    }

    private static func isReplica(_ role: RedisValue) -> Bool {
        guard case .array(let parts) = role, case .bytes(let name)? = parts.first else { return false }
        return name.elementsEqual("slave".utf8)
    }

    /// How the errors begin that say `not now`.
    private static let passing = ["LOADING", "BUSY", "MASTERDOWN", "ERR max number of clients"]
}
