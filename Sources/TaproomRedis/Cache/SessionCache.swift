import TaproomHTTP
import TaproomNet

/// An event loop's cache of sessions. Each node reports the keys that were read there and have changed since
/// (`NodeTracking`). The cache is emptied if the connection to a node is lost, or keys may have moved to other nodes.
final class SessionCache {
    private let prefix: [UInt8]
    private let loop: EventLoop
    private let connections: LoopConnections
    private var sessions: CachedSessions
    /// The number of the load for each session that is being loaded. A change to the session removes its number, so
    /// that the result of the load is not cached.
    private var loads: [ExactText: Int] = [:]
    private var lastLoad = 0
    private var trackings: [ObjectIdentifier: NodeTracking] = [:]
    /// The generation of the connections when it was last checked.
    private var generation = 0

    /// - Parameters:
    ///   - prefix: the prefix of a session's key.
    ///   - limit: the most sessions.
    init(_ connections: LoopConnections, loop: EventLoop, prefix: String, limit: Int) {
        self.prefix = Array(prefix.utf8)
        self.loop = loop
        self.connections = connections
        sessions = CachedSessions(limit: limit)
        if let node = connections.node { _ = tracking(of: node) }
    }

    /// Returns the tracking of a node, which begins with the first call.
    func tracking(of node: RedisNode) -> NodeTracking {
        if let tracking = trackings[ObjectIdentifier(node.connection)] { return tracking }
        let tracking = NodeTracking(of: node, for: self, isInCluster: connections.cluster != nil)
        trackings[ObjectIdentifier(node.connection)] = tracking
        return tracking
    }

    /// Returns a session's JSON; nil if it is not cached.
    func json(_ id: String) -> [UInt8]? {
        checkGeneration()
        return sessions.json(id, now: loop.now)
    }

    /// Begins to load a session from a node. Returns the number of the load, for `finishLoad`; nil if the result can't
    /// be cached, because the node does not report changes yet.
    func beginLoad(_ id: String, at node: RedisNode) -> Int? {
        checkGeneration()
        guard tracking(of: node).isTracking else { return nil }
        lastLoad += 1
        loads[ExactText(id)] = lastLoad
        return lastLoad
    }

    /// Caches a session that was loaded, unless it has changed meanwhile.
    ///
    /// - Parameter milliseconds: the time to live as PTTL replies: -1 if the session has no expiry, -2 if there is no
    ///   session.
    func finishLoad(_ id: String, _ load: Int, _ json: [UInt8]?, endsIn milliseconds: Int) {
        checkGeneration()
        guard loads[ExactText(id)] == load else { return }
        loads[ExactText(id)] = nil
        guard let json, milliseconds != 0, milliseconds >= -1 else { return }
        let end = milliseconds < 0 ? .max : loop.now &+ UInt64(milliseconds) &* 1_000_000
        sessions.insert(id, json, end: end)
    }

    /// Removes a session that is about to be changed here.
    func forget(_ id: String) {
        loads[ExactText(id)] = nil
        sessions.remove(id)
    }

    /// Removes the session of a key that has changed.
    func forget(key: [UInt8]) {
        guard key.starts(with: prefix) else { return }
        forget(String(decoding: key[prefix.count...], as: UTF8.self))
    }

    func empty() {
        loads.removeAll()
        sessions.removeAll()
    }

    /// Empties the cache if keys may have moved, because no node reports changes to a key that has moved.
    private func checkGeneration() {
        guard generation != connections.generation else { return }
        generation = connections.generation
        empty()
        trackings = trackings.filter { $0.value.commands.state != .closed }
    }
}
