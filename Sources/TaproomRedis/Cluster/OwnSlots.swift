/// The slots of a master by its own word: the line about itself in its reply to CLUSTER NODES. It knows of a slot that
/// has just moved before others do, and of those that are on their way. Does no I/O.
struct OwnSlots {
    private var isServed = [Bool](repeating: false, count: HashSlot.count)
    /// The slots that are on their way to this master, as `[slot-<-source]`.
    private(set) var imports: [String] = []

    /// nil if the reply has another form.
    init?(_ reply: RedisValue) {
        let lines = reply.string?.split(separator: "\n").map { $0.split(separator: " ") } ?? []
        guard let words = lines.first(where: { $0.count >= 8 && $0[2].split(separator: ",").contains("myself") })
        else { return nil }
        for word in words[8...] {
            if word.hasPrefix("[") {
                if word.contains("-<-") { imports.append(String(word)) }
                continue
            }
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
            guard (1...2).contains(ends.count), let first = ends.first, let last = ends.last, first >= 0,
                first <= last, last < HashSlot.count
            else { return nil }
            for slot in first...last { isServed[slot] = true }
        }
    }

    /// Whether a topology names the same slots for the master.
    func agree(with topology: ClusterTopology, on master: RedisAddress) -> Bool {
        (0..<HashSlot.count).allSatisfy { slot in
            isServed[slot] == (topology.owner(of: slot).map { topology.masters[$0] } == master)
        }
    }
}
