/// How a connection begins: it logs in, chooses the database, and asks whether Redis is there.
struct RedisGreeting {
    /// The commands.
    let bytes: [UInt8]
    /// The names of those that are not answered yet.
    private var awaited: [String] = []

    /// Why Redis does not accept a greeting.
    struct Refusal: Error {
        let reason: String
        /// Whether another attempt may fare better.
        let passes: Bool
    }

    init(_ url: RedisURL) {
        var writer = CommandWriter(output: [])
        var names: [String] = []
        func add(_ name: String, _ arguments: String...) {
            writer.begin(1 + arguments.count)
            writer.add(name)
            for argument in arguments { writer.add(argument) }
            names.append(name)
        }
        if let password = url.password {
            if let user = url.user { add("AUTH", user, password) } else { add("AUTH", password) }
        }
        if url.database != 0 { add("SELECT", String(url.database)) }
        add("PING")
        bytes = writer.output
        awaited = names
    }

    /// Takes the next reply; whether that was the last one.
    mutating func take(_ reply: RedisValue) throws(Refusal) -> Bool {
        let command = awaited.isEmpty ? "" : awaited.removeFirst()
        guard case .error(let message) = reply else { return awaited.isEmpty }
        throw Refusal(
            reason: "\(command): \(message)", passes: Self.passing.contains { message.hasPrefix($0) })
    }

    /// How the errors begin that say `not now`.
    private static let passing = ["LOADING", "BUSY", "MASTERDOWN", "ERR max number of clients"]
}
