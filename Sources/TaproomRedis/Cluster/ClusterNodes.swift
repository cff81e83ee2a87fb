import Logging
import TaproomNet

/// A loop's connections to a cluster: a node for each master, and which slots are whose. On the loop's thread.
///
/// The topology is asked for before the first command, and again when an answer or a lost connection says that it is old. While
/// a master can't be reached it is asked for once a second, until another node has taken over, or the master is back.
final class ClusterNodes: TimerTarget, RedisConnectionObserver {
    let loop: EventLoop
    let map: [RedisAddress: RedisAddress]
    private let seeds: [RedisAddress]
    private let settings: ConnectionSettings
    private let firstConnection: FirstConnection?
    private var topology: ClusterTopology?
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
    private var waiting: [Suspension] = []
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
    private func node(at address: RedisAddress) -> RedisNode {
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
        if topology == nil { try await learn(by: loop.now &+ settings.timeout.nanoseconds) }
        return zip(topology?.masters ?? [], masters).map { ($0, $1) }
    }

    /// The master of a slot, once the topology is known.
    ///
    /// - Parameter slot: nil for any.
    func knownNode(ofSlot slot: Int?) async throws -> RedisNode? {
        if topology == nil { try await learn(by: loop.now &+ settings.timeout.nanoseconds) }
        return slot.map { node(ofSlot: $0) } ?? anyNode()
    }

    /// Notes what an error says of where keys are.
    ///
    /// - Returns: whether the command is to be sent again.
    func note(_ message: String, from node: RedisNode) -> Bool {
        guard let address = node.connection.server ?? seeds.first,
            let redirect = ClusterRedirect(message, from: address, map: map)
        else { return false }
        if case .moved(let slot, let address) = redirect { move(slot, to: address) } else { wantTopology(without: nil) }
        return true
    }

    /// One master after another, for what any of them can do.
    private func anyNode() -> RedisNode? {
        guard !masters.isEmpty else { return nil }
        turns &+= 1
        let ready = masters.filter { $0.connection.isReady }
        return ready.isEmpty ? masters[turns % masters.count] : ready[turns % ready.count]
    }

    // MARK: Commands

    /// Sends a command to the master of a slot, wherever that may have gone.
    ///
    /// - Parameters:
    ///   - slot: nil where any node will do.
    ///   - limit: monotonic nanoseconds; nil for the client's time-out.
    func send(
        _ slot: Int?, _ write: @Sendable (inout CommandWriter) -> Void, _ durability: Durability = .none,
        by limit: UInt64?
    ) async throws -> RedisValue {
        if let slot, let node = node(ofSlot: slot) {
            do {
                let reply = try await node.send(write, durability, by: limit)
                guard case .error(let message) = reply, let address = node.connection.server,
                    let redirect = ClusterRedirect(message, from: address, map: map)
                else { return reply }
                return try await follow(redirect, reply, slot, write, durability, by: limit)
            } catch RedisError.unreachable(let reason) where mayRetry(slot, after: node) {
                wantTopology(without: node.connection.server)
                return try await follow(.down, .error(reason), slot, write, durability, by: limit)
            }
        }
        return try await follow(.down, nil, slot, write, durability, by: limit)
    }

    /// Goes on with a command that was not carried out.
    ///
    /// - Parameter reply: what has come so far; nil for nothing.
    private func follow(
        _ first: ClusterRedirect, _ reply: RedisValue?, _ slot: Int?,
        _ write: @Sendable (inout CommandWriter) -> Void, _ durability: Durability, by limit: UInt64?
    ) async throws -> RedisValue {
        let deadline = limit ?? loop.now &+ settings.timeout.nanoseconds
        var (redirect, reply) = (first, reply)
        var retries = ClusterRetries()
        if reply == nil, topology == nil { try await learn(by: deadline) }
        while true {
            let node: RedisNode?
            var asks = false
            switch redirect {
            case .moved(let slot, let address):
                guard retries.mayFollow() else { throw RedisError.unreachable("the cluster's nodes disagree") }
                move(slot, to: address)
                node = self.node(at: address)
            case .ask(let address):
                guard retries.mayFollow() else { throw RedisError.unreachable("the cluster's nodes disagree") }
                asks = true
                node = self.node(at: address)
            case .tryAgain, .down:
                if redirect == .down, reply != nil { wantTopology(without: nil) }
                if reply != nil {
                    guard let time = retries.next(now: loop.now, deadline: deadline) else { return try end(reply) }
                    await loop.pause(until: time)
                }
                node = slot.map { self.node(ofSlot: $0) } ?? anyNode()
            }
            guard let node else {
                reply = .error("CLUSTERDOWN no node serves the slot")
                redirect = .down
                continue
            }
            do {
                let next =
                    try await asks
                    ? node.sendAsking(write, durability, by: deadline) : node.send(write, durability, by: deadline)
                guard case .error(let message) = next, let address = node.connection.server,
                    let further = ClusterRedirect(message, from: address, map: map)
                else { return next }
                (redirect, reply) = (further, next)
            } catch RedisError.unreachable(let reason) where mayRetry(slot, after: node) {
                wantTopology(without: node.connection.server)
                (redirect, reply) = (.down, .error(reason))
            }
        }
    }

    /// Whether another attempt may find the node, or the one that has taken over.
    private func mayRetry(_ slot: Int?, after node: RedisNode) -> Bool {
        if !node.connection.hasBeenAway { return true }
        return slot.map { self.node(ofSlot: $0) !== node } ?? true
    }

    private func end(_ reply: RedisValue?) throws -> RedisValue {
        guard case .error(let message)? = reply else { throw RedisError.timedOut }
        throw RedisError.unreachable(message)
    }

    /// Sends several commands: those of one node in one write. Those of a slot are carried out in their order.
    ///
    func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        let deadline = loop.now &+ settings.timeout.nanoseconds
        if topology == nil { try await learn(by: deadline) }
        let caller = LimitedReply(loop: loop, deadline: deadline)
        let gathered = ScatteredReplies(commands.count) { caller.take(.success(.null)) }
        var nodes: [RedisNode?] = []
        let slots = commands.map(\.route.slot)
        for (index, command) in commands.enumerated() {
            let node = slots[index].map { self.node(ofSlot: $0) } ?? anyNode()
            nodes.append(node)
            guard let node else {
                gathered.set(index, .success(.error("CLUSTERDOWN no node serves the slot")))
                continue
            }
            do {
                try node.connection.prepare()
                try node.connection.submit(command.write, outcome: { gathered.set(index, $0) })
            } catch {
                gathered.set(index, .failure(error as? RedisError ?? .unreachable("\(error)")))
            }
        }
        if !commands.isEmpty { await loop.suspend(caller.suspension) }
        _ = try caller.result.get()
        var replies: [RedisValue] = []
        for (index, command) in commands.enumerated() {
            let reply = try gathered.reply(index)
            if case .error(let message) = reply, let address = nodes[index]?.connection.server ?? seeds.first,
                let redirect = ClusterRedirect(message, from: address, map: map)
            {
                replies.append(
                    try await follow(redirect, reply, slots[index], command.write, .none, by: deadline))
            } else {
                replies.append(reply)
            }
        }
        return replies
    }

    // MARK: The topology

    private func move(_ slot: Int, to address: RedisAddress) {
        generation += 1
        topology?.move(slot, to: address)
        masters = (topology?.masters ?? []).map { node(at: $0) }
        wantTopology(without: nil)
    }

    /// Waits until the topology is known.
    private func learn(by deadline: UInt64) async throws {
        wantTopology(without: nil)
        while topology == nil {
            if let lastFailure, query == nil { throw lastFailure }
            guard loop.now < deadline else { throw RedisError.unreachable("no node of the cluster answers") }
            let suspension = Suspension()
            waiting.append(suspension)
            await loop.suspend(suspension)
        }
    }

    /// - Parameter node: that is asked last.
    private func wantTopology(without node: RedisAddress?) {
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
        for suspension in waiting { loop.resume(suspension) }
        waiting.removeAll()
    }

    private func adopt(_ new: ClusterTopology) {
        let isFirst = topology == nil
        generation += 1
        topology = new
        masters = new.masters.map { node(at: $0) }
        for (address, node) in nodes where !new.masters.contains(address) {
            nodes[address] = nil
            node.retire()
        }
        if isFirst {
            // One that is connected already tells when it is lost.
            for node in masters { try? node.connection.prepare() }
        } else {
            settings.logger.info(
                "the cluster has changed",
                metadata: ["masters": "\(new.masters.map(\.description).joined(separator: " "))"])
        }
    }

    // MARK: Nodes that are lost

    func connectionIsReady(_ connection: RedisConnection) {}

    func connectionIsLost(_ connection: RedisConnection) {
        generation += 1
        // One that was left is not missed.
        guard let address = connection.server, nodes[address]?.connection === connection else { return }
        wantTopology(without: connection.server)
    }

    func received(_ push: RedisValue, from connection: RedisConnection) {}
}

extension ClusterNodes: RedisLocator {
    /// Any master, for messages, which all nodes pass on.
    func locate(_ completion: @escaping (Result<RedisAddress, RedisError>) -> Void) {
        if let address = anyNode()?.connection.server { return completion(.success(address)) }
        wantTopology(without: nil)
        turns &+= 1
        completion(seeds.isEmpty ? .failure(.unreachable("no node is known")) : .success(seeds[turns % seeds.count]))
    }
}
