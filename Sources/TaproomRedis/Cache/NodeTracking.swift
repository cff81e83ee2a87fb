/// How one Redis tells a loop of changes to what was read there: the connection of the commands asks with `CLIENT TRACKING`,
/// and Redis tells a second connection of every key that was read and has changed since (RESP2: `REDIRECT` to a subscriber of
/// `__redis__:invalidate`).
///
/// It holds only while both connections stand. One that is silently cut off is found out by a PING each second. A node of a
/// cluster is asked instead whether its cluster goes on: one that is cut off from the others may not know what
/// has been written there.
final class NodeTracking: RedisConnectionObserver {
    private unowned let cache: SessionCache
    private let isInCluster: Bool
    let commands: RedisConnection
    let listener: RedisConnection
    /// The subscriber's number in Redis, once it has subscribed.
    private var listenerID: Int?
    /// Whether Redis tells of changes to what is read from now on.
    private(set) var isTracking = false
    private lazy var heartbeats = [
        Heartbeat(of: listener, every: Self.beat),
        // A server that reads from memory alone would not notice that this connection, and with it the tracking, is gone.
        Heartbeat(of: commands, every: Self.beat, isInCluster ? ["CLUSTER", "INFO"] : ["PING"]) { [weak self] reply in
            guard let self, isInCluster, reply?.string?.contains("cluster_state:ok") != true else { return }
            cache.empty()
        },
    ]

    private static let channel = "__redis__:invalidate"
    private static let beat: UInt64 = 1_000_000_000

    init(of node: RedisNode, for cache: SessionCache, isInCluster: Bool) {
        self.cache = cache
        self.isInCluster = isInCluster
        commands = node.connection
        listener = node.startedListener()
        commands.add(self)
        listener.add(self)
        try? listener.prepare()
        if commands.isReady { connectionIsReady(commands) }
    }

    func received(_ push: RedisValue, from connection: RedisConnection) {
        guard connection === listener, case .array(let parts) = push, parts.count == 3 else { return }
        switch parts[2] {
        case .array(let keys):
            for case .bytes(let key) in keys { cache.forget(key: key) }
        // No list: all keys are gone, as after FLUSHALL.
        default: cache.empty()
        }
    }

    func connectionIsReady(_ connection: RedisConnection) {
        if connection === listener { subscribe() } else { track() }
    }

    func connectionIsLost(_ connection: RedisConnection) {
        stop()
        if connection === listener {
            listenerID = nil
            for heartbeat in heartbeats { heartbeat.stop() }
        }
    }

    private func stop() {
        isTracking = false
        cache.empty()
    }

    private func subscribe() {
        var number: Int?
        listener.send { writer in
            writer.write(["CLIENT", "ID"])
        } _: { reply in
            if case .integer(let id)? = reply { number = id }
        }
        listener.send { writer in
            writer.write(["SUBSCRIBE", Self.channel])
        } _: { [weak self] reply in
            guard let self, case .array? = reply, let number else { return }
            listenerID = number
            for heartbeat in heartbeats { heartbeat.start() }
            if commands.isReady { track() }
        }
    }

    private func track() {
        guard let id = listenerID else { return }
        stop()
        // A connection that tracks for a subscriber that is gone can't be told another one.
        commands.send { writer in
            writer.write(["CLIENT", "TRACKING", "OFF"])
        } _: { _ in
        }
        commands.send { writer in
            writer.write(["CLIENT", "TRACKING", "ON", "REDIRECT", "\(id)"])
        } _: { [weak self] reply in
            guard let self, listenerID == id, case .status? = reply else { return }
            isTracking = true
        }
    }
}
