extension ClusterTopology {
    /// The masters that serve slots, in the order of their first slots, and a hash of all slots with their masters. Two
    /// topologies in which each slot has the same master have the same hash, in all processes.
    var servedSlots: (masters: [RedisAddress], fingerprint: UInt64) {
        var serving: [RedisAddress] = []
        var seen: Set<Int> = []
        var hash = FNV1a()
        var last: Int?
        for slot in 0..<HashSlot.count {
            let owner = owner(of: slot)
            if slot > 0, owner == last { continue }
            last = owner
            hash.add("\(slot) ")
            guard let owner else { continue }
            hash.add(masters[owner].description)
            if seen.insert(owner).inserted { serving.append(masters[owner]) }
        }
        return (serving, hash.value)
    }
}

/// The hash FNV-1a with 64 bits. Unlike Swift's, it is the same in all processes.
struct FNV1a {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ text: String) {
        for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}
