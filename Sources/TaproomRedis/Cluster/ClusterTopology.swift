/// Which node of a cluster serves which slots. Pure: built from a reply to CLUSTER SLOTS.
struct ClusterTopology {
    /// The masters that serve slots, in a stable order.
    private(set) var masters: [RedisAddress] = []
    /// All others that were named.
    private(set) var replicas: [RedisAddress] = []
    /// For each slot the index of its master; `nobody` where it has none.
    private var owners = [UInt16](repeating: nobody, count: HashSlot.count)

    private static let nobody = UInt16.max
    /// More than Redis's makers think a cluster should have.
    private static let mostMasters = 1024

    /// nil where the reply is another one, or names no slot.
    ///
    /// - Parameters:
    ///   - asked: the node that has replied: it is meant where a node names no host.
    ///   - map: where nodes are reached that announce another address.
    init?(slots reply: RedisValue, from asked: RedisAddress, map: [RedisAddress: RedisAddress] = [:]) {
        guard case .array(let replies) = reply else { return nil }
        // Nodes tell the same in different orders.
        let ranges = replies.compactMap(\.elements).sorted { ($0.first?.int ?? 0) < ($1.first?.int ?? 0) }
        var indices: [RedisAddress: UInt16] = [:]
        var others: Set<RedisAddress> = []
        var next = 0
        for range in ranges {
            guard range.count >= 3, let first = range[0].int, let last = range[1].int,
                first >= next, first <= last, last < HashSlot.count,
                let master = Self.address(range[2], asked, map)
            else { return nil }
            next = last + 1
            let index = indices[master] ?? UInt16(truncatingIfNeeded: masters.count)
            if indices.updateValue(index, forKey: master) == nil { masters.append(master) }
            guard masters.count <= Self.mostMasters else { return nil }
            for slot in first...last { owners[slot] = index }
            for replica in range.dropFirst(3) where others.count < Self.mostMasters {
                if let address = Self.address(replica, asked, map), others.insert(address).inserted {
                    replicas.append(address)
                }
            }
        }
        if masters.isEmpty { return nil }
    }

    private static func address(
        _ node: RedisValue, _ asked: RedisAddress, _ map: [RedisAddress: RedisAddress]
    ) -> RedisAddress? {
        guard case .array(let parts) = node, parts.count >= 2, let number = parts[1].int,
            let port = UInt16(exactly: number), port > 0
        else { return nil }
        return resolved(parts[0].string ?? "", port, asked, map)
    }

    /// The address that a node's words mean. An unknown host is that of the node which says it.
    static func resolved(
        _ host: String, _ port: UInt16, _ asked: RedisAddress, _ map: [RedisAddress: RedisAddress]
    ) -> RedisAddress {
        let address = RedisAddress(host: host.isEmpty || host == "?" ? asked.host : host, port: port)
        return map[address] ?? address
    }

    private mutating func index(of master: RedisAddress) -> UInt16 {
        if let index = masters.firstIndex(of: master) { return UInt16(truncatingIfNeeded: index) }
        masters.append(master)
        return UInt16(truncatingIfNeeded: masters.count - 1)
    }

    /// The index in `masters` of a slot's; nil where it has none.
    @inline(__always)
    func owner(of slot: Int) -> Int? {
        let owner = owners[slot]
        return owner == Self.nobody ? nil : Int(owner)
    }

    /// Notes that a slot has another master, as MOVED says.
    mutating func move(_ slot: Int, to master: RedisAddress) {
        guard owners.indices.contains(slot), masters.count < 2 * Self.mostMasters else { return }
        owners[slot] = index(of: master)
    }

    /// Whether each slot has the same master.
    func hasSameMasters(as other: ClusterTopology) -> Bool {
        masters == other.masters && owners == other.owners
    }

    /// Whether each slot has a master.
    var isWhole: Bool { !owners.contains(Self.nobody) }
}
