/// The meaning of an error by which a node refuses a command and says where or when to send it instead. The command has
/// not run.
enum ClusterRedirect: Equatable {
    /// The slot has another master permanently.
    case moved(slot: Int, RedisAddress)
    /// The key has already been moved to another node, which must receive ASKING before the command.
    case ask(RedisAddress)
    /// The keys of the command are on two nodes, because the slot is being moved.
    case tryAgain
    /// The cluster does not serve the slot at the moment, or the node is not ready.
    case down

    /// nil for an error that is not a redirect.
    ///
    /// - Parameters:
    ///   - asked: the node that has replied.
    ///   - map: the addresses to connect to, by the addresses that nodes announce.
    init?(_ message: String, from asked: RedisAddress, map: [RedisAddress: RedisAddress] = [:]) {
        let words = message.split(separator: " ", maxSplits: 3)
        switch words.first {
        case "MOVED", "ASK":
            guard words.count >= 3, let slot = Int(words[1]), 0..<HashSlot.count ~= slot,
                let colon = words[2].lastIndex(of: ":"),
                let port = UInt16(words[2][words[2].index(after: colon)...]), port > 0
            else { return nil }
            let address = ClusterTopology.resolved(String(words[2][..<colon]), port, asked, map)
            self = words[0] == "ASK" ? .ask(address) : .moved(slot: slot, address)
        case "TRYAGAIN": self = .tryAgain
        // A master that has restarted loads its data first. A replica reports that its master is away.
        case "CLUSTERDOWN", "LOADING", "MASTERDOWN": self = .down
        default: return nil
        }
    }
}
