import Logging
import TaproomNet

/// An event loop's connections to a cluster: a node for each master, and the slots that it serves. Used on the loop's
/// thread only.
///
/// The topology is requested before the first command, and again if an error or a lost connection suggests that it is
/// out of date. While a master can't be reached or a slot has none, it is requested once a second.
final class ClusterNodes: TimerTarget, RedisConnectionObserver {
    let loop: EventLoop
    let map: [RedisAddress: RedisAddress]
    let seeds: [RedisAddress]
    let settings: ConnectionSettings
    private let firstConnection: FirstConnection?
    private(set) var topology: ClusterTopology?
    /// In the order of the topology's masters.
    private(set) var masters: [RedisNode] = []
    /// All nodes with connections, by address.
    private var nodes: [RedisAddress: RedisNode] = [:]
    private var schedule = RefreshSchedule()
    private var query: FirstAnswer<ClusterTopology>?
    /// The number of requests for the topology so far.
    private var requests = 0
    /// The number of the last request that was answered.
    private var answered = 0
    /// The number of the first request whose answer is recent enough for those who wait.
    private var needed = 0
    /// The node that is asked last, because its connection was lost; nil for none.
    private var suspect: RedisAddress?
    /// The reason why the last request for the topology failed; nil if it did not.
    private var lastFailure: RedisError?
    private lazy var timer = LoopTimer(target: self)
    /// The connections to replicas, made when the first read is sent to one.
    private lazy var replicaReads = ReplicaReads(settings, loop: loop)
    /// The time in monotonic nanoseconds after which a read that no replica can serve requests the topology.
    private var nextSearch: UInt64 = 0
    /// The commands that wait for the topology.
    private var waiting: [LimitedReply] = []
    private var turns = 0
    /// A number that grows whenever the slots may have moved. Data that was read before may be out of date.
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

    /// The master of a slot; nil if it is not known.
    @inline(__always)
    func node(ofSlot slot: Int) -> RedisNode? {
        guard let owner = topology?.owner(of: slot), owner < masters.count else { return nil }
        return masters[owner]
    }

    /// Returns the node at an address, made on first use.
    func node(at address: RedisAddress) -> RedisNode {
        if let node = nodes[address] { return node }
        let node = RedisNode(.server(address), settings, loop: loop)
        node.connection.add(self)
        node.connection.firstConnection = firstConnection
        nodes[address] = node
        return node
    }

    /// Returns all masters with their addresses. Waits until the topology is known.
    ///
    /// - Throws: `RedisError.unreachable` if no node of the cluster reports them.
    func knownMasters() async throws -> [(address: RedisAddress, node: RedisNode)] {
        if topology == nil { try await learn(by: deadline(nil)) }
        return zip(topology?.masters ?? [], masters).map { ($0, $1) }
    }

    /// Returns the master of a slot; nil if there is none. Waits until the topology is known.
    ///
    /// - Parameters:
    ///   - slot: nil for any master.
    ///   - limit: monotonic nanoseconds; nil for the client's time-out.
    /// - Throws: `RedisError.unreachable` if no node of the cluster reports the topology.
    func knownNode(ofSlot slot: Int?, by limit: UInt64? = nil) async throws -> RedisNode? {
        if topology == nil { try await learn(by: deadline(limit)) }
        return servingNode(slot)
    }

    /// The master of a slot, or any master if the slot is nil; nil if it is not known.
    func servingNode(_ slot: Int?) -> RedisNode? {
        guard let slot else { return anyNode() }
        return node(ofSlot: slot)
    }

    /// Returns a deadline in monotonic nanoseconds: the limit, or the client's time-out from now on if it is nil.
    func deadline(_ limit: UInt64?) -> UInt64 { limit ?? loop.now &+ settings.timeout.nanoseconds }

    /// Returns the masters in turn, those that are connected first; nil if none is known.
    private func anyNode() -> RedisNode? {
        guard !masters.isEmpty else { return nil }
        turns &+= 1
        let ready = masters.filter { $0.connection.isReady }
        return ready.isEmpty ? masters[turns % masters.count] : ready[turns % ready.count]
    }

    // MARK: Replicas

    /// Nanoseconds between two searches for replicas.
    private static let searchInterval: UInt64 = 10_000_000_000

    /// Sends a command that only reads to a replica of a slot's master.
    ///
    /// - Returns: the reply; nil if the master has to be asked.
    func read(
        _ slot: Int?, _ write: @Sendable (inout CommandWriter) -> Void, by limit: UInt64?
    ) async throws -> RedisValue? {
        guard let slot, let topology else { return nil }
        let replicas = topology.replicas(ofSlot: slot)
        if let reply = try await replicaReads.send(to: replicas, write, by: limit) { return reply }
        if loop.now >= nextSearch {
            nextSearch = loop.now &+ Self.searchInterval
            requestTopology(askingLast: nil)
        }
        return nil
    }

    // MARK: The topology

    func move(_ slot: Int, to address: RedisAddress) {
        generation += 1
        topology?.move(slot, to: address)
        masters = (topology?.masters ?? []).map { node(at: $0) }
        requestTopology(askingLast: nil)
    }

    /// Waits until the topology is known.
    ///
    /// - Throws: `RedisError.unreachable` if no node reports it before the deadline.
    func learn(by deadline: UInt64) async throws {
        if query == nil { requestTopology(askingLast: nil) }
        while topology == nil {
            if let lastFailure, query == nil { throw lastFailure }
            guard loop.now < deadline else { throw RedisError.unreachable("no node of the cluster answers") }
            await waitForAnswer(by: deadline)
        }
    }

    /// Waits until a request for the topology has ended, or the deadline has passed.
    private func waitForAnswer(by deadline: UInt64) async {
        let caller = LimitedReply(loop: loop, deadline: deadline)
        waiting.append(caller)
        await loop.suspend(caller.suspension)
    }

    /// Returns the topology. Waits until it is known.
    ///
    /// - Throws: `RedisError.unreachable` if no node of the cluster reports it.
    func knownTopology() async throws -> ClusterTopology {
        if topology == nil { try await learn(by: deadline(nil)) }
        guard let topology else { throw RedisError.unreachable("no node of the cluster answers") }
        return topology
    }

    /// Requests the topology, and returns it when a request that begins from now on has been answered.
    ///
    /// - Parameter node: the node to ask last; nil for none.
    /// - Throws: `RedisError.unreachable` if no node reports it before the deadline.
    func freshTopology(askingLast node: RedisAddress? = nil, by deadline: UInt64) async throws -> ClusterTopology {
        let next = requests + 1
        needed = next
        requestTopology(askingLast: node)
        while answered < next {
            guard loop.now < deadline else {
                throw lastFailure ?? RedisError.unreachable("no node of the cluster answers")
            }
            await waitForAnswer(by: deadline)
        }
        return try await knownTopology()
    }

    /// Requests the topology, at most once a second.
    ///
    /// - Parameter node: the node to ask last; nil for none.
    func requestTopology(askingLast node: RedisAddress?) {
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
        requests += 1
        let query = FirstAnswer(
            of: candidates(), ["CLUSTER", "SLOTS"], settings, loop: loop,
            accept: { [map] in ClusterTopology(slots: $0, from: $1, map: map) },
            completion: { [weak self] in self?.learned($0.map(\.0)) })
        self.query = query
        query.start()
    }

    /// The addresses to ask for the topology: connected nodes first, the suspect last.
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
            answered = requests
            if let topology, topology.hasSameMasters(as: new) { self.topology = new } else { adopt(new) }
            retireOthers()
        case .failure(let error):
            if lastFailure == nil {
                settings.logger.warning("the cluster does not tell its nodes", metadata: ["reason": "\(error)"])
            }
            lastFailure = error
        }
        // Another node may take over at any time from a master that can't be reached.
        let isInTrouble = topology == nil || masters.contains { $0.connection.isLost } || topology?.isWhole == false
        let step = schedule.ended(now: loop.now)
        take(step == .nothing && (isInTrouble || answered < needed) ? schedule.want(now: loop.now) : step)
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

    /// Closes the connections to nodes that are not masters any more, and to those that were only asked because of ASK.
    private func retireOthers() {
        let known = Set(topology?.masters ?? [])
        for (address, node) in nodes where !known.contains(address) {
            nodes[address] = nil
            node.retire()
        }
        replicaReads.keep(only: topology?.replicas ?? [])
    }

    // MARK: Nodes that are lost

    func connectionIsLost(_ connection: RedisConnection) {
        generation += 1
        // The connection to a node that was retired does not matter.
        guard let address = connection.server, nodes[address]?.connection === connection else { return }
        requestTopology(askingLast: address)
    }
}

extension ClusterNodes: RedisLocator {
    /// Finds a node for messages, which all nodes of a cluster forward to each other: a master, or a seed if none is
    /// known.
    func locate(for connection: RedisConnection, _ completion: @escaping (Result<RedisAddress, RedisError>) -> Void) {
        if let address = anyNode()?.connection.server { return completion(.success(address)) }
        requestTopology(askingLast: nil)
        turns &+= 1
        completion(seeds.isEmpty ? .failure(.unreachable("no node is known")) : .success(seeds[turns % seeds.count]))
    }
}
