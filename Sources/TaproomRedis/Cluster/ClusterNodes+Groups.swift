import TaproomNet

/// How several commands are sent together.
extension ClusterNodes {
    /// The result of a command: the reply, and the node that has sent it; nil if none serves the slot.
    private typealias Answer = (reply: RedisValue, node: RedisNode?)

    /// Sends several commands, those for one node in one write. Commands for one slot run in their order.
    func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        let deadline = deadline(nil)
        if topology == nil { try await learn(by: deadline) }
        let slots = commands.map(\.route.slot)
        var replies = [RedisValue](repeating: .null, count: commands.count)
        var open = Array(commands.indices)
        var retries = ClusterRetries()
        while !open.isEmpty {
            let answers = try await answers(to: open, of: commands, slots, by: deadline)
            // What is refused for the moment is sent again together: one by one, many commands would take too long.
            var refused: [Int] = []
            for (index, answer) in zip(open, answers) {
                replies[index] = answer.reply
                guard case .error(let message) = answer.reply, let node = answer.node ?? masters.first,
                    let redirect = redirect(message, node)
                else { continue }
                switch redirect {
                case .tryAgain, .down: refused.append(index)
                case .moved, .ask:
                    replies[index] = try await retry(
                        after: redirect, answer.reply, slots[index], commands[index].write, .none, by: deadline)
                }
            }
            guard let first = refused.first else { break }
            guard let time = retries.next(now: loop.now, deadline: deadline) else {
                throw RedisError.unreachable(replies[first].text)
            }
            await loop.pause(until: time)
            try refuseNodesAway(refused.map { slots[$0] })
            open = refused
        }
        return replies
    }

    /// - Throws: `RedisError.unreachable` if the node of one of the slots has been away for longer than the time-out,
    ///   and no other one has taken over.
    private func refuseNodesAway(_ slots: [Int?]) throws {
        for slot in slots {
            if let node = servingNode(slot), !mayRetry(slot, after: node) { try node.connection.prepare() }
        }
    }

    /// Sends some of the commands once.
    private func answers(
        to open: [Int], of commands: [RoutedCommand], _ slots: [Int?], by deadline: UInt64
    ) async throws -> [Answer] {
        let nodes = open.map { servingNode(slots[$0]) }
        let gathered = await gather(zip(nodes, open).map { ($0, commands[$1].write) }, by: deadline)
        return try open.indices.map { (try gathered.reply($0), nodes[$0]) }
    }

    /// Sends each command to its node, and waits for the replies until a deadline.
    func gather(
        _ commands: [(node: RedisNode?, write: @Sendable (inout CommandWriter) -> Void)], by deadline: UInt64
    ) async -> ScatteredReplies {
        let caller = LimitedReply(loop: loop, deadline: deadline)
        let gathered = ScatteredReplies(commands.count) { caller.take(.success(.null)) }
        for (index, command) in commands.enumerated() {
            guard let node = command.node else {
                gathered.set(index, .success(Self.unserved))
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
        return gathered
    }
}
