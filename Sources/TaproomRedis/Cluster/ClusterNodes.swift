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

    /// Where the work on a slot goes on after an error, once that may be; nil where the error says nothing of it.
    ///
    /// - Returns: the node, and whether it is to be asked by ASKING.
    func nextNode(
        after message: String, from node: RedisNode, _ slot: Int?, _ retries: inout ClusterRetries, by deadline: UInt64
    ) async throws -> (node: RedisNode, asks: Bool)? {
        switch redirect(message, node) {
        case nil: return nil
        case .moved(let slot, let address):
            guard retries.mayFollow() else { return nil }
            move(slot, to: address)
            return (self.node(at: address), false)
        case .ask(let address):
            guard retries.mayFollow() else { return nil }
            return (self.node(at: address), true)
        case .tryAgain, .down:
            guard let time = retries.next(now: loop.now, deadline: deadline) else { return nil }
            await loop.pause(until: time)
            return try await knownNode(ofSlot: slot).map { ($0, false) }
        }
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
        guard let slot, let node = node(ofSlot: slot) else {
            return try await follow(.down, nil, slot, write, durability, by: limit)
        }
        let begin = loop.now
        let problem: (redirect: ClusterRedirect, reply: RedisValue)
        do {
            let reply = try await node.send(write, durability, by: limit)
            guard case .error(let message) = reply, let redirect = redirect(message, node) else { return reply }
            problem = (redirect, reply)
        } catch RedisError.unreachable(let reason) where mayRetry(slot, after: node) {
            wantTopology(without: node.connection.server)
            problem = (.down, .error(reason))
        }
        let deadline = limit ?? begin &+ settings.timeout.nanoseconds
        return try await follow(problem.redirect, problem.reply, slot, write, durability, by: deadline)
    }

    /// What a node's error says of where to go. One that is down may be the only one that does not know what is up.
    private func redirect(_ message: String, _ node: RedisNode) -> ClusterRedirect? {
        guard let address = node.connection.server ?? seeds.first,
            let redirect = ClusterRedirect(message, from: address, map: map)
        else { return nil }
        if redirect == .down { wantTopology(without: address) }
        return redirect
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
                if reply != nil {
                    guard let time = retries.next(now: loop.now, deadline: deadline) else { return try end(reply) }
                    await loop.pause(until: time)
                }
                node = slot.map { self.node(ofSlot: $0) } ?? anyNode()
            }
            guard let node else {
                reply = .error("CLUSTERDOWN no node serves the slot")
                redirect = .down
                wantTopology(without: nil)
                continue
            }
            do {
                let next =
                    try await asks
                    ? node.sendAsking(write, durability, by: deadline) : node.send(write, durability, by: deadline)
                guard case .error(let message) = next, let further = self.redirect(message, node) else { return next }
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
            if case .error(let message) = reply, let node = nodes[index] ?? masters.first,
                let redirect = redirect(message, node)
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
    func ledNowhere() {}

    func locate(for connection: RedisConnection, _ completion: @escaping (Result<RedisAddress, RedisError>) -> Void) {
        if let address = anyNode()?.connection.server { return completion(.success(address)) }
        wantTopology(without: nil)
        turns &+= 1
        completion(seeds.isEmpty ? .failure(.unreachable("no node is known")) : .success(seeds[turns % seeds.count]))
    }
}
