import TaproomNet

/// How commands find their nodes, even if their keys move.
extension ClusterNodes {
    /// The result of an attempt: the reply, and where to send the command next; nil if the command has run.
    private typealias Outcome = (reply: RedisValue, redirect: ClusterRedirect?)

    static let unserved = RedisValue.error("CLUSTERDOWN no node serves the slot")

    /// Sends a command to the master of a slot.
    ///
    /// - Parameters:
    ///   - slot: nil for any node.
    ///   - limit: monotonic nanoseconds; nil for the client's time-out.
    func send(
        _ slot: Int?, _ write: @Sendable (inout CommandWriter) -> Void, _ durability: Durability = .none,
        by limit: UInt64?
    ) async throws -> RedisValue {
        let deadline = deadline(limit)
        let outcome: Outcome
        if let slot, let node = node(ofSlot: slot) {
            outcome = try await attempt(write, durability, at: node, slot, by: limit)
        } else if let node = try await knownNode(ofSlot: slot, by: deadline) {
            outcome = try await attempt(write, durability, at: node, slot, by: deadline)
        } else {
            requestTopology(askingLast: nil)
            outcome = (Self.unserved, .down)
        }
        guard let redirect = outcome.redirect else { return outcome.reply }
        return try await retry(after: redirect, outcome.reply, slot, write, durability, by: deadline)
    }

    /// Returns the master at an address. Waits until the topology is known.
    ///
    /// - Throws: `RedisError.unreachable` if there is no master at the address any more.
    func master(at address: RedisAddress) async throws -> RedisNode {
        guard let node = try await knownMasters().first(where: { $0.address == address })?.node else {
            throw RedisError.unreachable("\(address) is no master any more")
        }
        return node
    }

    /// Decides where the work on a slot continues after an error, and waits until it may. Returns nil if the error is
    /// not a redirect, or the time is up.
    ///
    /// - Returns: the node, and whether each command needs ASKING.
    func nextNode(
        after message: String, from node: RedisNode, _ slot: Int?, _ retries: inout ClusterRetries, by deadline: UInt64
    ) async -> (node: RedisNode, asks: Bool)? {
        guard let redirect = redirect(message, node),
            let next = await next(after: redirect, slot, &retries, by: deadline)
        else { return nil }
        return next.node.map { ($0, next.asks) }
    }

    /// Sends a command again that did not run, until it has run or the time is up.
    func retry(
        after redirect: ClusterRedirect, _ reply: RedisValue, _ slot: Int?,
        _ write: @Sendable (inout CommandWriter) -> Void, _ durability: Durability, by deadline: UInt64
    ) async throws -> RedisValue {
        var (redirect, reply) = (redirect, reply)
        var retries = ClusterRetries()
        while let (node, asks) = await next(after: redirect, slot, &retries, by: deadline) {
            guard let node else {
                requestTopology(askingLast: nil)
                (reply, redirect) = (Self.unserved, .down)
                continue
            }
            let outcome = try await attempt(write, durability, at: node, asks: asks, slot, by: deadline)
            guard let further = outcome.redirect else { return outcome.reply }
            (reply, redirect) = (outcome.reply, further)
        }
        switch redirect {
        case .moved, .ask: throw RedisError.unreachable("the cluster's nodes disagree")
        case .tryAgain, .down: throw RedisError.unreachable(reply.text)
        }
    }

    /// Sends a command to a node. If the node can't be reached, nothing was sent, so the outcome is the same as for a
    /// node that reports that it is down.
    @inline(__always)
    private func attempt(
        _ write: @Sendable (inout CommandWriter) -> Void, _ durability: Durability, at node: RedisNode,
        asks: Bool = false, _ slot: Int?, by limit: UInt64?
    ) async throws -> Outcome {
        do {
            let reply =
                try await asks
                ? node.sendAsking(write, durability, by: deadline(limit)) : node.send(write, durability, by: limit)
            guard case .error(let message) = reply else { return (reply, nil) }
            return (reply, redirect(message, node))
        } catch RedisError.unreachable(let reason) where mayRetry(slot, after: node) {
            requestTopology(askingLast: node.connection.server)
            return (.error(reason), .down)
        }
    }

    /// Whether another attempt may reach the node, or the one that has taken over.
    func mayRetry(_ slot: Int?, after node: RedisNode) -> Bool {
        if !node.connection.hasBeenAway { return true }
        return slot.map { self.node(ofSlot: $0) !== node } ?? true
    }

    /// The redirect in a node's error; nil for another error. If the error says that the node is down, the topology is
    /// requested from other nodes first, because this one may not know the current one.
    func redirect(_ message: String, _ node: RedisNode) -> ClusterRedirect? {
        guard let address = node.connection.server ?? seeds.first,
            let redirect = ClusterRedirect(message, from: address, map: map)
        else { return nil }
        if redirect == .down { requestTopology(askingLast: address) }
        return redirect
    }

    /// Waits until a redirect may be followed. Returns nil if the time is up, or there were too many redirects.
    ///
    /// - Returns: the node, and whether the command needs ASKING. The node is nil if none serves the slot.
    private func next(
        after redirect: ClusterRedirect, _ slot: Int?, _ retries: inout ClusterRetries, by deadline: UInt64
    ) async -> (node: RedisNode?, asks: Bool)? {
        switch redirect {
        case .moved(let slot, let address):
            guard retries.mayFollow() else { return nil }
            move(slot, to: address)
            return (node(at: address), false)
        case .ask(let address):
            guard retries.mayFollow() else { return nil }
            return (node(at: address), true)
        case .tryAgain, .down:
            guard let time = retries.next(now: loop.now, deadline: deadline) else { return nil }
            await loop.pause(until: time)
            return (servingNode(slot), false)
        }
    }
}
