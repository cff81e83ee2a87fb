import Logging
import TaproomNet

/// A loop's connections to a cluster: a node for each master, and which slots are whose. On the loop's thread.
///
/// The topology is asked for before the first command, and again when an answer or a lost connection says that it is old. While
/// a master can't be reached it is asked for once a second, until another node has taken over, or the master is back.
final class ClusterNodes: TimerTarget, RedisConnectionObserver {
    let loop: EventLoop
    let map: [RedisAddress: RedisAddress]
    let seeds: [RedisAddress]
    let settings: ConnectionSettings
    private let firstConnection: FirstConnection?
    private(set) var topology: ClusterTopology?
    /// In the order of the topology's masters.
    private(set) var masters: [RedisNode] = []
    /// All that there are connections to, by address.
    private var nodes: [RedisAddress: RedisNode] = [:]
    private var schedule = RefreshSchedule()
    private var query: FirstAnswer<ClusterTopology>?
    /// A node that is asked last, as its connection was lost.
    private var suspect: RedisAddress?
    /// Why the last attempt to learn the topology has failed.
    private var lastFailure: RedisError?
    private lazy var timer = LoopTimer(target: self)
    /// Commands that wait for the topology.
    private var waiting: [LimitedReply] = []
    private var turns = 0
    /// Grows with each change of what is known: what was read before it may be out of date.
    private(set) var generation = 0

    init(
        seeds: [RedisAddress], map: [RedisAddress: RedisAddress], _ settings: ConnectionSettings, loop: EventLoop,
        firstConnection: FirstConnection?
    ) {
        self.seeds = seeds
        self.map = map
        self.settings = settings
        self.loop = loop
        self.firstConnection = firstConnection
    }

    // MARK: Nodes

    /// The master of a slot as far as it is known.
    @inline(__always)
    func node(ofSlot slot: Int) -> RedisNode? {
        guard let owner = topology?.owner(of: slot), owner < masters.count else { return nil }
        return masters[owner]
    }

    /// The node at an address; made on first use.
    func node(at address: RedisAddress) -> RedisNode {
        if let node = nodes[address] { return node }
        let node = RedisNode(.server(address), settings, loop: loop)
        node.connection.add(self)
        node.connection.firstConnection = firstConnection
        nodes[address] = node
        return node
    }

    /// All masters, by address, once the topology is known.
    ///
    /// - Throws: `RedisError.unreachable`.
    func knownMasters() async throws -> [(address: RedisAddress, node: RedisNode)] {
        if topology == nil { try await learn(by: deadline(nil)) }
        return zip(topology?.masters ?? [], masters).map { ($0, $1) }
    }

    /// The master of a slot, once the topology is known.
    ///
    /// - Parameters:
    ///   - slot: nil for any.
    ///   - limit: monotonic nanoseconds; nil for the client's time-out.
    func knownNode(ofSlot slot: Int?, by limit: UInt64? = nil) async throws -> RedisNode? {
        if topology == nil { try await learn(by: deadline(limit)) }
        return servingNode(slot)
    }

    /// The master of a slot, or any node where it is nil, as far as it is known.
    func servingNode(_ slot: Int?) -> RedisNode? {
        guard let slot else { return anyNode() }
        return node(ofSlot: slot)
    }

    /// - Parameter limit: monotonic nanoseconds; nil for the client's time-out from now on.
    func deadline(_ limit: UInt64?) -> UInt64 { limit ?? loop.now &+ settings.timeout.nanoseconds }

    /// One master after another, for what any of them can do.
    private func anyNode() -> RedisNode? {
        guard !masters.isEmpty else { return nil }
        turns &+= 1
        let ready = masters.filter { $0.connection.isReady }
        return ready.isEmpty ? masters[turns % masters.count] : ready[turns % ready.count]
    }

    // MARK: The topology

    func move(_ slot: Int, to address: RedisAddress) {
        generation += 1
        topology?.move(slot, to: address)
        masters = (topology?.masters ?? []).map { node(at: $0) }
        wantTopology(without: nil)
    }

    /// Waits until the topology is known.
    func learn(by deadline: UInt64) async throws {
        if query == nil { wantTopology(without: nil) }
        while topology == nil {
            if let lastFailure, query == nil { throw lastFailure }
            guard loop.now < deadline else { throw RedisError.unreachable("no node of the cluster answers") }
            let caller = LimitedReply(loop: loop, deadline: deadline)
            waiting.append(caller)
            await loop.suspend(caller.suspension)
        }
    }

    /// - Parameter node: that is asked last.
    func wantTopology(without node: RedisAddress?) {
        if let node { suspect = node }
        take(schedule.want(now: loop.now))
    }

    private func take(_ step: RefreshSchedule.Step) {
        switch step {
        case .nothing: break
        case .wait(let time): timer.set(time, on: loop)
        case .start: ask()
        }
    }

    func timerFired(_ timer: LoopTimer) {
        take(schedule.want(now: loop.now))
    }

    private func ask() {
        let query = FirstAnswer(
            of: candidates(), ["CLUSTER", "SLOTS"], settings, loop: loop,
            accept: { [map] in ClusterTopology(slots: $0, from: $1, map: map) },
            completion: { [weak self] in self?.learned($0.map(\.0)) })
        self.query = query
        query.start()
    }

    /// Those that are connected first, the one that is suspected last.
    private func candidates() -> [RedisAddress] {
        let known = topology.map { $0.masters + $0.replicas } ?? []
        var all = known + seeds.filter { !known.contains($0) }
        let ready = all.filter { nodes[$0]?.connection.isReady == true }
        all = ready + all.filter { !ready.contains($0) }
        if let suspect, let index = all.firstIndex(of: suspect) { all.append(all.remove(at: index)) }
        return all
    }

    private func learned(_ result: Result<ClusterTopology, RedisError>) {
        query = nil
        switch result {
        case .success(let new):
            lastFailure = nil
            suspect = nil
            if let topology, topology.hasSameMasters(as: new) { self.topology = new } else { adopt(new) }
            retireOthers()
        case .failure(let error):
            if lastFailure == nil {
                settings.logger.warning("the cluster does not tell its nodes", metadata: ["reason": "\(error)"])
            }
            lastFailure = error
        }
        // A master that can't be reached may be replaced at any time.
        let isInTrouble = topology == nil || masters.contains { $0.connection.isLost } || topology?.isWhole == false
        let step = schedule.ended(now: loop.now)
        take(step == .nothing && isInTrouble ? schedule.want(now: loop.now) : step)
        let callers = waiting
        waiting.removeAll()
        for caller in callers { caller.take(.success(.null)) }
    }

    private func adopt(_ new: ClusterTopology) {
        let isFirst = topology == nil
        generation += 1
        topology = new
        masters = new.masters.map { node(at: $0) }
        if !isFirst {
            settings.logger.info(
                "the cluster has changed",
                metadata: ["masters": "\(new.masters.map(\.description).joined(separator: " "))"])
        }
    }

    /// Those that are no masters any more, or were asked for keys on their way only.
    private func retireOthers() {
        let known = Set(topology?.masters ?? [])
        for (address, node) in nodes where !known.contains(address) {
            nodes[address] = nil
            node.retire()
        }
    }

    // MARK: Nodes that are lost

    func connectionIsLost(_ connection: RedisConnection) {
        generation += 1
        // One that was left is not missed.
        guard let address = connection.server, nodes[address]?.connection === connection else { return }
        wantTopology(without: address)
    }
}

extension ClusterNodes: RedisLocator {
    /// Any master, for messages, which all nodes pass on.
    func locate(for connection: RedisConnection, _ completion: @escaping (Result<RedisAddress, RedisError>) -> Void) {
        if let address = anyNode()?.connection.server { return completion(.success(address)) }
        wantTopology(without: nil)
        turns &+= 1
        completion(seeds.isEmpty ? .failure(.unreachable("no node is known")) : .success(seeds[turns % seeds.count]))
    }
}
