import TaproomNet

/// An event loop's connection to a replica. Each second, the replica is asked whether it receives its master's changes.
/// Used on the loop's thread only.
final class Replica: RedisConnectionObserver {
    let connection: RedisConnection
    private var isLinked = false
    private var heartbeat: Heartbeat?

    /// The interval of the heartbeat in nanoseconds.
    private static let beat: UInt64 = 1_000_000_000
    private static let role = ["ROLE"]

    init(at address: RedisAddress, _ settings: ConnectionSettings, loop: EventLoop) {
        connection = RedisConnection(to: .server(address), settings.forReplica, loop: loop, keepsUnsent: false)
        connection.add(self)
        heartbeat = Heartbeat(of: connection, every: Self.beat, Self.role) { [weak self] in self?.take($0) }
        try? connection.prepare()
    }

    /// Whether it can serve reads.
    var isUsable: Bool { isLinked && connection.isReady }

    func connectionIsReady(_ connection: RedisConnection) {
        connection.send({ $0.write(Self.role) }, { [weak self] in self?.take($0) })
        heartbeat?.start()
    }

    func connectionIsLost(_ connection: RedisConnection) {
        isLinked = false
        heartbeat?.stop()
    }

    private func take(_ reply: RedisValue?) {
        isLinked = reply.flatMap { ReplicationRole($0) } == .replica(isLinked: true)
    }

    /// Closes the connection when the awaited replies have arrived.
    func retire() {
        heartbeat?.stop()
        connection.retire()
    }
}
