/// The masters of a cluster and the slots that they serve, as a reply to CLUSTER SLOTS tells them. Does no I/O.
struct ClusterTopology {
    /// The masters that serve slots, in a stable order.
    private(set) var masters: [RedisAddress] = []
    /// The replicas of each master, in the order of `masters`.
    private var replicasByMaster: [[RedisAddress]] = []
    /// For each slot, the index of its master; `nobody` if it has none.
    private var owners = [UInt16](repeating: nobody, count: HashSlot.count)

    private static let nobody = UInt16.max
    /// The most masters that are accepted. The specification of Redis Cluster suggests at most about 1000 nodes.
    private static let mostMasters = 1024

    /// nil if the reply has another form, or contains no slot.
    ///
    /// - Parameters:
    ///   - asked: the node that has replied. A node without a host has the host of this one.
    ///   - map: the addresses to connect to, by the addresses that nodes announce.
    init?(slots reply: RedisValue, from asked: RedisAddress, map: [RedisAddress: RedisAddress] = [:]) {
        guard case .array(let replies) = reply else { return nil }
        // Nodes report the ranges in different orders.
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
            if indices.updateValue(index, forKey: master) == nil { add(master) }
            guard masters.count <= Self.mostMasters else { return nil }
            for slot in first...last { owners[slot] = index }
            for replica in range.dropFirst(3) where others.count < Self.mostMasters {
                if let address = Self.address(replica, asked, map), others.insert(address).inserted {
                    replicasByMaster[Int(index)].append(address)
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

    /// Returns the address to connect to for an address that a node has announced. If the host is unknown, it is that
    /// of the node which has replied.
    static func resolved(
        _ host: String, _ port: UInt16, _ asked: RedisAddress, _ map: [RedisAddress: RedisAddress]
    ) -> RedisAddress {
        let address = RedisAddress(host: host.isEmpty || host == "?" ? asked.host : host, port: port)
        return map[address] ?? address
    }

    private mutating func index(of master: RedisAddress) -> UInt16 {
        if let index = masters.firstIndex(of: master) { return UInt16(truncatingIfNeeded: index) }
        add(master)
        return UInt16(truncatingIfNeeded: masters.count - 1)
    }

    private mutating func add(_ master: RedisAddress) {
        masters.append(master)
        replicasByMaster.append([])
    }

    /// All nodes in the reply that are not masters.
    var replicas: [RedisAddress] { Array(replicasByMaster.joined()) }

    /// The replicas of a slot's master.
    func replicas(ofSlot slot: Int) -> [RedisAddress] {
        owner(of: slot).map { replicasByMaster[$0] } ?? []
    }

    /// Returns the index in `masters` of a slot's master; nil if the slot has none.
    @inline(__always)
    func owner(of slot: Int) -> Int? {
        let owner = owners[slot]
        return owner == Self.nobody ? nil : Int(owner)
    }

    /// Notes that a slot has another master, as the error MOVED says.
    mutating func move(_ slot: Int, to master: RedisAddress) {
        guard owners.indices.contains(slot), masters.count < 2 * Self.mostMasters else { return }
        owners[slot] = index(of: master)
    }

    /// Whether each slot has the same master in both.
    func hasSameMasters(as other: ClusterTopology) -> Bool {
        masters == other.masters && owners == other.owners
    }

    /// Whether each slot has a master.
    var isWhole: Bool { !owners.contains(Self.nobody) }
}
