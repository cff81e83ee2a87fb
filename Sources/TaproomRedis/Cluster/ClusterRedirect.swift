/// What a node's error says of where a command is to be sent instead, or when. None of them has been carried out.
enum ClusterRedirect: Equatable {
    /// The slot has another master for good.
    case moved(slot: Int, RedisAddress)
    /// This key is at another node already, which is to be asked after ASKING.
    case ask(RedisAddress)
    /// Keys of the command are at two nodes for the moment.
    case tryAgain
    /// The cluster serves no such slot for the moment.
    case down

    /// nil for an error that says nothing of the kind.
    ///
    /// - Parameters:
    ///   - asked: the node that has answered.
    ///   - map: where nodes are reached that announce another address.
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
        // A master that comes back loads its data first; a replica whose master is gone says so.
        case "CLUSTERDOWN", "LOADING", "MASTERDOWN": self = .down
        default: return nil
        }
    }
}
