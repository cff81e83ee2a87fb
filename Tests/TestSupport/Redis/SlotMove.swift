/// A move of a slot from one master to another, step by step.
///
/// Between `begin` and `finish`, the source responds with ASK to commands for keys that it no longer has, and the
/// target with TRYAGAIN to commands for several keys of which some are missing.
public struct SlotMove: Sendable {
    public let slot: Int
    public let source: RedisServer
    public let target: RedisServer
    let cluster: RedisCluster

    /// Tells both masters that the slot is being moved.
    public func begin() async throws {
        let (from, to) = (try await source.ownView().identifier, try await target.ownView().identifier)
        try await target.order("cluster", "setslot", "\(slot)", "importing", from)
        try await source.order("cluster", "setslot", "\(slot)", "migrating", to)
    }

    /// Moves at most `count` keys.
    ///
    /// - Returns: the number of keys moved; 0 if none is left.
    @discardableResult
    public func moveKeys(_ count: Int = 100) async throws -> Int {
        let keys = try await source.cli("cluster", "getkeysinslot", "\(slot)", "\(count)").split(separator: "\n")
        guard !keys.isEmpty else { return 0 }
        let answer = try await source.cli(
            ["migrate", "127.0.0.1", "\(target.port)", "", "0", "5000", "keys"] + keys.map(String.init))
        guard answer == "OK" || answer == "NOKEY" else { throw TestSupportError(description: "MIGRATE: \(answer)") }
        return keys.count
    }

    /// Assigns the slot to the target. The target is told first, so that the slot has a master at all times.
    public func finish() async throws {
        let identifier = try await target.ownView().identifier
        try await target.order("cluster", "setslot", "\(slot)", "node", identifier)
        try await source.order("cluster", "setslot", "\(slot)", "node", identifier)
        try await cluster.untilWhole()
    }
}

extension RedisCluster {
    /// Returns the move of a slot, whose steps the caller performs.
    public func move(ofSlot slot: Int, to target: RedisServer) async throws -> SlotMove {
        SlotMove(slot: slot, source: try await masterNode(ofSlot: slot), target: target, cluster: self)
    }

    /// Moves a slot with its keys.
    public func moveSlot(_ slot: Int, to target: RedisServer) async throws {
        let move = try await move(ofSlot: slot, to: target)
        try await move.begin()
        while try await move.moveKeys() > 0 {}
        try await move.finish()
    }
}
