import TaproomNet

/// How all masters are asked one after another, even if the topology changes meanwhile.
extension ClusterNodes {
    /// The result of a step: the reply of the position's master; nil if no master was asked.
    typealias ScanStep = (reply: RedisValue?, position: ScanPosition)

    /// Sends a command that only reads to the current master of a scan.
    ///
    /// While the master can't be reached, waits for the client's time-out until it can, or another one has taken over.
    /// If the topology has changed by then, returns the beginning of a new scan.
    ///
    /// - Parameters:
    ///   - position: nil for the beginning.
    ///   - write: writes the command with the cursor at the master.
    /// - Returns: nil when all masters have been asked, their slots are those that they had at the beginning, and those
    ///   to which slots are on their way were asked again after all others.
    func scan(
        _ position: ScanPosition?, _ write: @Sendable (inout CommandWriter, _ cursor: String) -> Void
    ) async throws -> ScanStep? {
        guard var position else {
            return try await scan(ScanPosition(over: knownTopology()), write)
        }
        guard let master = position.master else { return try await end(position) }
        var failure: (error: RedisError, deadline: UInt64)?
        while true {
            do {
                let answer = try await answer(of: master, position.cursor, by: failure?.deadline, write)
                position.cursor = answer.cursor
                return (answer.reply, position)
            } catch let error as RedisError where Self.mayPass(error) {
                let first = failure ?? (error, deadline(nil))
                failure = first
                if let new = try await successor(of: position, without: master, by: first.deadline) {
                    return (nil, new)
                }
                guard loop.now < first.deadline else { throw first.error }
                try position.cursor.beginAnew()
            }
        }
    }

    /// Returns nil if all sessions have been found, otherwise where to go on: at masters to which slots are on their way,
    /// or from the beginning if the topology is another one.
    private func end(_ position: ScanPosition) async throws -> ScanStep? {
        // The time-out begins when the topology may be requested.
        let limit = deadline(nil) &+ RefreshSchedule.interval
        let topology = try await freshTopology(by: limit)
        guard position.isCurrent(in: topology) else { return (nil, try position.restarted(over: topology)) }
        var importing: [RedisAddress] = []
        var imports: [String] = []
        for (master, slots) in await ownSlots(of: topology.servedSlots.masters) {
            // The node that was asked had not heard of a slot that has just moved.
            guard slots.agree(with: topology, on: master) else {
                return (nil, try position.restarted(over: topology))
            }
            if !slots.imports.isEmpty { importing.append(master) }
            imports += slots.imports
        }
        return try position.continued(at: importing, imports).map { (nil, $0) }
    }

    /// Asks masters for their slots. Those that do not answer within a second, or not to this user, are left out.
    private func ownSlots(of masters: [RedisAddress]) async -> [(master: RedisAddress, slots: OwnSlots)] {
        let write: @Sendable (inout CommandWriter) -> Void = { $0.write(["CLUSTER", "NODES"]) }
        let replies = await gather(masters.map { (node(at: $0), write) }, by: loop.now &+ RefreshSchedule.interval)
        return masters.enumerated().compactMap { index, master in
            (try? replies.reply(index)).flatMap { OwnSlots($0) }.map { (master, $0) }
        }
    }

    /// Returns the beginning of a new scan if the topology has changed, or does so before the deadline.
    private func successor(
        of position: ScanPosition, without master: RedisAddress, by deadline: UInt64
    ) async throws -> ScanPosition? {
        var current = try await knownTopology()
        if position.isCurrent(in: current) {
            _ = try? await freshTopology(askingLast: master, by: deadline)
            current = try await knownTopology()
        }
        return position.isCurrent(in: current) ? nil : try position.restarted(over: current)
    }

    /// Whether an error of `answer` may be over soon, or another master may have taken over.
    private static func mayPass(_ error: RedisError) -> Bool {
        switch error {
        case .unreachable, .connectionLost, .timedOut, .reply: true
        default: false
        }
    }

    /// - Throws: `RedisError`; `.reply` only for a reply that redirects the command, or says to try again.
    private func answer(
        of master: RedisAddress, _ cursor: ScanCursor, by limit: UInt64?,
        _ write: @Sendable (inout CommandWriter, _ cursor: String) -> Void
    ) async throws -> RedisNode.ScanAnswer {
        let answer = try await self.master(at: master).scan(cursor, by: limit, write)
        if case .error(let message) = answer.reply, ClusterRedirect(message, from: master, map: map) != nil {
            throw RedisError.reply(message)
        }
        return answer
    }
}
