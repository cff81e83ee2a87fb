/// Receives the keys that change on one node after they were read. The connection for commands turns on `CLIENT
/// TRACKING`. With RESP2, Redis sends the keys to a second connection (`REDIRECT`), which subscribes to
/// `__redis__:invalidate`.
///
/// It works only while both connections are ready. A heartbeat each second detects a connection that was cut off
/// silently. It is a PING, but on the commands' connection to a node of a cluster it is CLUSTER INFO: a node that is
/// cut off from the others may not know what is written there, so the cache is emptied if the cluster's state is not
/// ok.
final class NodeTracking: RedisConnectionObserver {
    private unowned let cache: SessionCache
    private let isInCluster: Bool
    let commands: RedisConnection
    let listener: RedisConnection
    /// The client id of the second connection; nil until it has subscribed.
    private var listenerID: Int?
    /// Whether Redis reports changes to keys that are read from now on.
    private(set) var isTracking = false
    private lazy var heartbeats = [
        Heartbeat(of: listener, every: Self.beat),
        // If all reads are answered from the cache, nothing else would notice that this connection, and the tracking
        // with it, is gone.
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
        // There is no list of keys if all are gone, for example after FLUSHALL.
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
        // Redis does not change the receiver of a connection that tracks for a client that is gone.
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
