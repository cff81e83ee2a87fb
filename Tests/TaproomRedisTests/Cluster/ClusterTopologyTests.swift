import Testing

@testable import TaproomRedis

/// The assignment of slots from replies to CLUSTER SLOTS.
@Suite struct ClusterTopologyTests {
    private static let asked = RedisAddress(host: "10.0.0.9", port: 7009)

    private static func node(_ host: RedisValue, _ port: Int, _ more: RedisValue...) -> RedisValue {
        .array([host, .integer(port)] + more)
    }

    private static func node(_ host: String, _ port: Int) -> RedisValue { node(.text(host), port, .text("id")) }

    private static func range(_ first: Int, _ last: Int, _ nodes: RedisValue...) -> RedisValue {
        .array([.integer(first), .integer(last)] + nodes)
    }

    private func topology(_ ranges: RedisValue..., map: [RedisAddress: RedisAddress] = [:]) throws -> ClusterTopology {
        try #require(ClusterTopology(slots: .array(ranges), from: Self.asked, map: map))
    }

    private func master(_ slot: Int, _ topology: ClusterTopology) -> String? {
        topology.owner(of: slot).map { topology.masters[$0].description }
    }

    @Test func eachSlotHasTheMasterThatIsNamedFirst() throws {
        let topology = try topology(
            Self.range(0, 5460, Self.node("10.0.0.1", 7001), Self.node("10.0.0.4", 7004)),
            Self.range(
                5461, 10922, Self.node("10.0.0.2", 7002), Self.node("10.0.0.5", 7005), Self.node("10.0.0.6", 7006)),
            Self.range(10923, 16000, Self.node("10.0.0.3", 7003)),
            // A master with several ranges counts once, and so does a replica.
            Self.range(16001, 16383, Self.node("10.0.0.1", 7001), Self.node("10.0.0.4", 7004)))
        #expect(topology.masters.map(\.description) == ["10.0.0.1:7001", "10.0.0.2:7002", "10.0.0.3:7003"])
        #expect(topology.replicas.map(\.description) == ["10.0.0.4:7004", "10.0.0.5:7005", "10.0.0.6:7006"])
        for (slot, host) in [(0, 1), (5460, 1), (5461, 2), (10922, 2), (10923, 3), (16000, 3), (16001, 1), (16383, 1)] {
            #expect(master(slot, topology) == "10.0.0.\(host):700\(host)", "\(slot)")
        }
        #expect(topology.isWhole)
        for (slot, replicas) in [(0, ["10.0.0.4:7004"]), (5461, ["10.0.0.5:7005", "10.0.0.6:7006"]), (16000, [])] {
            #expect(topology.replicas(ofSlot: slot).map(\.description) == replicas, "\(slot)")
        }
    }

    /// A host that the node does not know is the one at which it was asked.
    @Test(arguments: [
        (RedisValue.text("10.0.0.1"), "10.0.0.1:7001"), (.text("redis-1.example"), "redis-1.example:7001"),
        (.text("::1"), "[::1]:7001"), (.null, "10.0.0.9:7001"), (.text(""), "10.0.0.9:7001"),
        (.text("?"), "10.0.0.9:7001"), (.status("10.0.0.1"), "10.0.0.1:7001"),
    ])
    func aHostIsRead(_ host: RedisValue, _ address: String) throws {
        let plain = try topology(Self.range(0, 16383, Self.node(host, 7001)))
        #expect(plain.masters.map(\.description) == [address])
        // Since Redis 7 there are more elements.
        let metadata = RedisValue.texts("ip", "10.0.0.1", "hostname", "other.example")
        let replica = Self.node(.text("10.0.0.2"), 7002, .text("id"), .array([]))
        let full = try topology(Self.range(0, 16383, Self.node(host, 7001, .text("id"), metadata), replica))
        #expect(full.masters.map(\.description) == [address])
        #expect(full.replicas.map(\.description) == ["10.0.0.2:7002"])
    }

    @Test func addressesAreMapped() throws {
        let near = RedisAddress(host: "127.0.0.1", port: 1)
        let map = [
            RedisAddress(host: "redis-1.example", port: 7001): near,
            RedisAddress(host: "redis-2.example", port: 7002): RedisAddress(host: "127.0.0.1", port: 2),
            RedisAddress(host: Self.asked.host, port: 7003): RedisAddress(host: "127.0.0.1", port: 3),
        ]
        let topology = try topology(
            Self.range(0, 100, Self.node("redis-1.example", 7001), Self.node("redis-2.example", 7002)),
            Self.range(101, 200, Self.node(.null, 7003)),
            // Another port means another node.
            Self.range(201, 16383, Self.node("redis-1.example", 7002)), map: map)
        #expect(topology.masters.map(\.description) == ["127.0.0.1:1", "127.0.0.1:3", "redis-1.example:7002"])
        #expect(topology.replicas.map(\.description) == ["127.0.0.1:2"])
    }

    @Test(arguments: [
        RedisValue.null, .error("ERR This instance has cluster support disabled"), .status("OK"), .array([]),
        .array([.integer(0)]), .array([.array([])]),
        .array([.array([.integer(0), .integer(5)])]),
        .array([range(0, 16384, node("a", 1))]), .array([range(-1, 5, node("a", 1))]),
        .array([range(6, 5, node("a", 1))]),
        .array([.array([.text("x"), .integer(5), node("a", 1)])]),
        .array([range(0, 5, .text("a:1"))]), .array([range(0, 5, .array([.text("a")]))]),
        .array([range(0, 5, node("a", 0))]), .array([range(0, 5, node("a", 65536))]),
        .array([range(0, 5, node("a", -1))]),
        .array([range(0, 5, .array([.text("a"), .text("port")]))]),
        // One range is valid, the other one is not.
        .array([range(0, 5, node("a", 1)), range(6, 5, node("b", 1))]),
    ])
    func whatIsNoTopologyIsRefused(_ reply: RedisValue) {
        #expect(ClusterTopology(slots: reply, from: Self.asked) == nil)
    }

    /// Only the master matters.
    @Test func aReplicaThatCannotBeReadIsLeftOut() throws {
        let topology = try topology(
            Self.range(0, 16383, Self.node("a", 1), Self.node("b", 0), .null, Self.node("c", 3)))
        #expect(topology.masters.map(\.description) == ["a:1"])
        #expect(topology.replicas.map(\.description) == ["c:3"])
    }

    @Test(arguments: [(0, 16382, false), (1, 16383, false), (0, 0, false), (0, 16383, true)])
    func aGapIsSeen(_ first: Int, _ last: Int, _ isWhole: Bool) throws {
        let topology = try topology(Self.range(first, last, Self.node("a", 1)))
        #expect(topology.isWhole == isWhole)
        #expect(topology.owner(of: first) == 0)
        #expect(topology.owner(of: last) == 0)
        if first > 0 { #expect(topology.owner(of: first - 1) == nil) }
        if last < 16383 { #expect(topology.owner(of: last + 1) == nil) }
    }

    @Test func aSlotMovesToAMasterThatIsKnownOrNew() throws {
        var topology = try topology(
            Self.range(0, 9, Self.node("a", 1)), Self.range(10, 16382, Self.node("b", 2)))
        let before = topology
        topology.move(5, to: RedisAddress(host: "b", port: 2))
        #expect(topology.masters.count == 2)
        #expect((4...6).map { master($0, topology) } == ["a:1", "b:2", "a:1"])
        topology.move(12, to: RedisAddress(host: "c", port: 3))
        #expect(topology.masters.map(\.description) == ["a:1", "b:2", "c:3"])
        #expect((11...13).map { master($0, topology) } == ["b:2", "c:3", "b:2"])
        topology.move(16383, to: RedisAddress(host: "c", port: 3))
        #expect(topology.isWhole)
        #expect(!topology.hasSameMasters(as: before))
        // This slot does not exist.
        let whole = topology
        topology.move(16384, to: RedisAddress(host: "d", port: 4))
        topology.move(-1, to: RedisAddress(host: "d", port: 4))
        #expect(topology.hasSameMasters(as: whole))
    }

    /// Nodes report the masters in different orders, and an added or removed replica moves no slot.
    @Test func theSameMastersAreKnownAgain() throws {
        let (first, second) = (Self.range(0, 9, Self.node("a", 1)), Self.range(10, 16383, Self.node("b", 2)))
        let before = try topology(first, second)
        #expect(before.hasSameMasters(as: try topology(second, first)))
        let replica = Self.range(0, 9, Self.node("a", 1), Self.node("c", 3))
        #expect(before.hasSameMasters(as: try topology(replica, second)))
        #expect(!before.hasSameMasters(as: try topology(first)))
        let other = Self.range(0, 9, Self.node("c", 3), Self.node("a", 1))
        #expect(!before.hasSameMasters(as: try topology(other, second)))
        let wider = Self.range(0, 10, Self.node("a", 1))
        #expect(!before.hasSameMasters(as: try topology(wider, Self.range(11, 16383, Self.node("b", 2)))))
    }

    @Test func aReplyWithoutBoundsIsNone() {
        func range(_ first: Int, _ last: Int, _ port: Int) -> RedisValue {
            .array([
                .integer(first), .integer(last),
                .array([.bytes(Array("127.0.0.1".utf8)), .integer(port), .bytes([])]),
            ])
        }
        let asked = RedisAddress(host: "127.0.0.1", port: 1)
        #expect(ClusterTopology(slots: .array((0..<1024).map { range($0, $0, $0 + 1) }), from: asked) != nil)
        #expect(ClusterTopology(slots: .array((0..<1025).map { range($0, $0, $0 + 1) }), from: asked) == nil)
        #expect(ClusterTopology(slots: .array([range(0, 10, 1), range(10, 20, 2)]), from: asked) == nil)
    }

    /// The fingerprint depends on the master of each slot only, however the topology became known.
    @Test func theSameMastersHaveTheSameFingerprint() throws {
        let whole = try topology(
            Self.range(0, 99, Self.node("10.0.0.1", 7001), Self.node("10.0.0.4", 7004)),
            Self.range(100, 16383, Self.node("10.0.0.2", 7002)))
        var moved = try topology(
            Self.range(50, 99, Self.node("10.0.0.1", 7001)), Self.range(100, 16383, Self.node("10.0.0.2", 7002)),
            Self.range(0, 49, Self.node("10.0.0.3", 7003)))
        #expect(moved.servedSlots.fingerprint != whole.servedSlots.fingerprint)
        #expect(moved.servedSlots.masters.map(\.port) == [7003, 7001, 7002])
        for slot in 0..<50 { moved.move(slot, to: RedisAddress(host: "10.0.0.1", port: 7001)) }
        #expect(moved.servedSlots.fingerprint == whole.servedSlots.fingerprint)
        // A master that has no slots any more is not scanned.
        #expect(moved.servedSlots.masters.map(\.port) == [7001, 7002])
        // Some slots have no master.
        let holes = try topology(
            Self.range(0, 99, Self.node("10.0.0.1", 7001)), Self.range(101, 16383, Self.node("10.0.0.2", 7002)))
        #expect(holes.servedSlots.fingerprint != whole.servedSlots.fingerprint)
        #expect(holes.servedSlots.masters.map(\.port) == [7001, 7002])
    }

    /// The vectors of the hash's authors.
    @Test(arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)])
    func theHashIsThatOfOtherPrograms(_ text: String, _ value: UInt64) {
        var hash = FNV1a()
        hash.add(text)
        #expect(hash.value == value)
    }
}
