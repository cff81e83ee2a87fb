/// Finds the first key of a command by the command's name. All keys of a command must be in one slot, so the first one
/// determines the node.
enum CommandKeys {
    /// The commands that have no key, or that any node may run.
    private static let without: Set<String> = [
        "PING", "ECHO", "TIME", "INFO", "DBSIZE", "SCAN", "KEYS", "RANDOMKEY", "FLUSHDB", "FLUSHALL", "SWAPDB", "SAVE",
        "BGSAVE", "BGREWRITEAOF", "LASTSAVE", "SHUTDOWN", "CONFIG", "COMMAND", "CLIENT", "CLUSTER", "ACL", "LATENCY",
        "SLOWLOG", "MODULE", "SCRIPT", "FUNCTION", "PUBSUB", "PUBLISH", "ROLE", "LOLWUT", "REPLICAOF", "FAILOVER",
        "HELLO", "SENTINEL",
    ]
    /// The commands with a number of keys in front of the keys, and the index of that number among the arguments.
    private static let counted: [String: Int] = [
        "EVAL": 1, "EVALSHA": 1, "EVAL_RO": 1, "EVALSHA_RO": 1, "FCALL": 1, "FCALL_RO": 1, "ZUNION": 0, "ZINTER": 0,
        "ZDIFF": 0, "ZINTERCARD": 0, "SINTERCARD": 0, "LMPOP": 0, "ZMPOP": 0, "MSETEX": 0,
    ]
    /// The commands whose key follows a subcommand or an operation.
    private static let subcommands: Set<String> = ["OBJECT", "MEMORY", "XINFO", "XGROUP", "BITOP", "DEBUG"]

    /// - Parameter name: the command's name in upper case.
    static func route(_ name: String, _ arguments: [[UInt8]]) -> CommandRoute {
        let index: Int
        if without.contains(name) {
            return .anywhere
        } else if let place = counted[name] {
            guard arguments.count > place + 1, arguments[place] != [UInt8(ascii: "0")] else { return .anywhere }
            index = place + 1
        } else if subcommands.contains(name) {
            index = 1
        } else if name == "XREAD" || name == "XREADGROUP" {
            let streams = arguments.firstIndex { String(decoding: $0, as: UTF8.self).uppercased() == "STREAMS" }
            index = (streams ?? -1) + 1
        } else {
            // In MIGRATE, the key follows a host and a port.
            index = name == "MIGRATE" ? 2 : 0
        }
        return index < arguments.count ? .keyBytes(arguments[index]) : .anywhere
    }
}
