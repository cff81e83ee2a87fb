import TaproomNet

/// An event loop's connections to replicas, for reads that may be slightly out of date. A read never waits for a
/// replica's connection: the master serves it meanwhile. Used on the loop's thread only.
final class ReplicaReads {
    private let settings: ConnectionSettings
    private let loop: EventLoop
    private var replicas: [RedisAddress: Replica] = [:]
    private var turns = 0

    init(_ settings: ConnectionSettings, loop: EventLoop) {
        self.settings = settings
        self.loop = loop
    }

    /// Sends a command that only reads to one of the replicas, in turn.
    ///
    /// - Parameters:
    ///   - addresses: the replicas of the key's master.
    ///   - limit: monotonic nanoseconds; nil for the client's time-out.
    /// - Returns: the reply; nil if the master has to be asked, because no replica can serve the read.
    func send(
        to addresses: [RedisAddress], _ write: @Sendable (inout CommandWriter) -> Void, by limit: UInt64?
    ) async throws -> RedisValue? {
        guard let replica = usable(among: addresses) else { return nil }
        // The master needs time, too, if the replica does not reply.
        let deadline = min(limit ?? .max, loop.now &+ replica.connection.timeout / 2)
        do {
            let reply = try await replica.connection.send(write, by: deadline)
            // The slot has moved, or the replica is loading its data.
            if case .error = reply { return nil }
            return reply
        } catch RedisError.malformedCommand(let problem) {
            throw RedisError.malformedCommand(problem)
        } catch is RedisError {
            return nil
        }
    }

    private func usable(among addresses: [RedisAddress]) -> Replica? {
        let usable = addresses.map { replica(at: $0) }.filter(\.isUsable)
        guard !usable.isEmpty else { return nil }
        turns &+= 1
        return usable[turns % usable.count]
    }

    private func replica(at address: RedisAddress) -> Replica {
        if let known = replicas[address] { return known }
        let replica = Replica(at: address, settings, loop: loop)
        replicas[address] = replica
        return replica
    }

    /// Closes the connections to all other servers.
    func keep(only addresses: [RedisAddress]) {
        let known = Set(addresses)
        for (address, replica) in replicas where !known.contains(address) {
            replicas[address] = nil
            replica.retire()
        }
    }
}
