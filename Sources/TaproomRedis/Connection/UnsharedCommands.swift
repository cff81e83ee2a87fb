/// The commands that are not for a connection which others share: each changes what later commands mean or get as a reply, or
/// has them wait.
enum UnsharedCommands {
    private static let names: Set<String> = [
        // Its state.
        "AUTH", "HELLO", "SELECT", "QUIT", "RESET", "READONLY", "READWRITE", "ASKING",
        "MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH",
        // Replies that nobody asked for.
        "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "MONITOR", "SYNC",
        "PSYNC",
        // Replies that come when they come.
        "BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP", "WAIT", "WAITAOF",
    ]
    /// Of CLIENT and its likes; what they tell is for everybody.
    private static let subcommands: Set<String> = [
        "CLIENT REPLY", "CLIENT TRACKING", "CLIENT CACHING", "CLIENT SETNAME", "CLIENT NO-TOUCH", "CLIENT PAUSE",
    ]
    private static let blocking: Set<String> = ["XREAD", "XREADGROUP"]

    /// The command's name where it is one of them.
    static func match(_ name: String, _ arguments: [[UInt8]]) -> String? {
        let name = name.uppercased()
        if names.contains(name) { return name }
        if name == "CLIENT", let first = arguments.first {
            let command = name + " " + String(decoding: first, as: UTF8.self).uppercased()
            return subcommands.contains(command) ? command : nil
        }
        guard blocking.contains(name) else { return nil }
        // What follows is the names of streams.
        let options = arguments.map { String(decoding: $0, as: UTF8.self).uppercased() }.prefix { $0 != "STREAMS" }
        return options.contains("BLOCK") ? name + " BLOCK" : nil
    }
}
