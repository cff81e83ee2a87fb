/// The commands that must not be sent over a shared connection, because they change its state, change the replies to
/// later commands, or block it.
enum UnsharedCommands {
    private static let names: Set<String> = [
        // Commands that change the connection's state.
        "AUTH", "HELLO", "SELECT", "QUIT", "RESET", "READONLY", "READWRITE", "ASKING",
        "MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH",
        // Commands that make Redis send messages that are not replies.
        "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "MONITOR", "SYNC",
        "PSYNC",
        // Commands that block the connection until something happens.
        "BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP", "WAIT", "WAITAOF",
    ]
    /// The subcommands of CLIENT that change the connection or hold up the server. The others may be sent.
    private static let subcommands: Set<String> = [
        "CLIENT REPLY", "CLIENT TRACKING", "CLIENT CACHING", "CLIENT SETNAME", "CLIENT NO-TOUCH", "CLIENT PAUSE",
    ]
    private static let blocking: Set<String> = ["XREAD", "XREADGROUP"]

    /// Returns the command's name if it must not be sent over a shared connection; nil otherwise.
    static func match(_ name: String, _ arguments: [[UInt8]]) -> String? {
        let name = name.uppercased()
        if names.contains(name) { return name }
        if name == "CLIENT", let first = arguments.first {
            let command = name + " " + String(decoding: first, as: UTF8.self).uppercased()
            return subcommands.contains(command) ? command : nil
        }
        guard blocking.contains(name) else { return nil }
        // The names of streams follow.
        let options = arguments.map { String(decoding: $0, as: UTF8.self).uppercased() }.prefix { $0 != "STREAMS" }
        return options.contains("BLOCK") ? name + " BLOCK" : nil
    }
}
