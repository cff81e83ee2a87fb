/// The handshake of a connection: AUTH and SELECT if they are needed, HELLO to learn about the server, ROLE if the
/// server must be a master, and PING to see that it is ready.
struct RedisHandshake {
    /// The encoded commands.
    let bytes: [UInt8]
    /// The facts that the server has reported; nil if it does not report them.
    private(set) var facts: ServerFacts?
    /// The names of the commands without reply so far.
    private var awaited: [String] = []

    /// The server has refused the handshake.
    struct Refusal: Error {
        let failure: ConnectAttempt.Failure
    }

    /// - Parameters:
    ///   - needsMaster: whether to refuse a replica.
    ///   - readsReplica: whether to ask a replica of a cluster to serve reads.
    init(_ login: RedisLogin, needsMaster: Bool = false, readsReplica: Bool = false) {
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
        if readsReplica { add("READONLY") }
        add("PING")
        bytes = writer.output
        awaited = names
    }

    /// Takes the next reply. Returns whether it was the last one.
    mutating func take(_ reply: RedisValue) throws(Refusal) -> Bool {
        switch awaited.isEmpty ? "" : awaited.removeFirst() {
        case "HELLO": facts = ServerFacts(hello: reply)
        // If the user may not run ROLE, the first write to a replica fails.
        case "ROLE":
            if Self.isReplica(reply) { throw Refusal(failure: .init(reason: "it is a replica", isRefusal: true)) }
        // A server that is not part of a cluster refuses the command, and serves reads anyway.
        case "READONLY": break
        case let command:
            guard case .error(let message) = reply else { break }
            let passes = Self.passing.contains { message.hasPrefix($0) }
            let reason = message.prefix(upTo: message.firstRange(of: ", with args")?.lowerBound ?? message.endIndex)
            // An error of a server that does not know AUTH repeats the arguments, including the password.
            throw Refusal(failure: .init(reason: "\(command): \(reason)", isRefusal: true, passes: passes))
        }
        return awaited.isEmpty
    }

    private static func isReplica(_ role: RedisValue) -> Bool {
        guard case .array(let parts) = role, case .bytes(let name)? = parts.first else { return false }
        return name.elementsEqual("slave".utf8)
    }

    /// The prefixes of errors that are temporary.
    private static let passing = ["LOADING", "BUSY", "MASTERDOWN", "ERR max number of clients"]
}
