import TaproomNet

/// Reads from the replicas of one master, which tells them in its reply to ROLE. The master is asked while there are
/// reads, at intervals, and after each new connection to it. Used on the loop's thread only.
final class MasterReplicas {
    private let master: RedisConnection
    private let map: [RedisAddress: RedisAddress]
    private let reads: ReplicaReads
    private var addresses: [RedisAddress] = []
    /// The time of the next question in monotonic nanoseconds.
    private var nextQuestion: UInt64 = 0

    /// Nanoseconds between two questions.
    private static let interval: UInt64 = 2_000_000_000

    init(of master: RedisConnection, map: [RedisAddress: RedisAddress], _ settings: ConnectionSettings) {
        self.master = master
        self.map = map
        reads = ReplicaReads(settings, loop: master.loop)
        master.add(self)
    }

    /// Sends a command that only reads to one of the replicas.
    ///
    /// - Returns: the reply; nil if the master has to be asked.
    func send(_ write: @Sendable (inout CommandWriter) -> Void, by limit: UInt64?) async throws -> RedisValue? {
        if master.isReady, master.loop.now >= nextQuestion { ask() }
        return try await reads.send(to: addresses, write, by: limit)
    }

    private func ask() {
        nextQuestion = master.loop.now &+ Self.interval
        master.send({ $0.write(["ROLE"]) }, { [weak self] in self?.take($0) })
    }

    private func take(_ reply: RedisValue?) {
        guard let reply, case .master(let replicas)? = ReplicationRole(reply, map: map) else { return }
        addresses = replicas
        reads.keep(only: replicas)
    }
}

extension MasterReplicas: RedisConnectionObserver {
    func connectionIsReady(_ connection: RedisConnection) {
        nextQuestion = 0
    }

    /// A replica may have taken over. Until the new master tells its replicas, it serves all reads.
    func connectionIsLost(_ connection: RedisConnection) {
        addresses = []
    }
}
