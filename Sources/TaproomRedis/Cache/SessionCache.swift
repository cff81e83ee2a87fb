import TaproomHTTP
import TaproomNet

/// One event loop's cache of sessions, which Redis itself keeps right: each node tells of the keys that were read there and have
/// changed since (`NodeTracking`). The loss of a node's connection, and any change of where keys are, empties it.
final class SessionCache {
    private let prefix: [UInt8]
    private let loop: EventLoop
    private let connections: LoopConnections
    private var sessions: CachedSessions
    /// What is being loaded; a change that is heard of meanwhile takes it out, and what comes is not kept.
    private var loads: [ExactText: Int] = [:]
    private var lastLoad = 0
    private var trackings: [ObjectIdentifier: NodeTracking] = [:]
    /// Of the connections, when something was last put in.
    private var generation = 0

    /// - Parameters:
    ///   - prefix: what comes before the id in a key.
    ///   - limit: the most sessions to hold.
    init(_ connections: LoopConnections, loop: EventLoop, prefix: String, limit: Int) {
        self.prefix = Array(prefix.utf8)
        self.loop = loop
        self.connections = connections
        sessions = CachedSessions(limit: limit)
        if let node = connections.node { _ = tracking(of: node) }
    }

    /// How a node tells of changes, from its first use on.
    func tracking(of node: RedisNode) -> NodeTracking {
        if let tracking = trackings[ObjectIdentifier(node.connection)] { return tracking }
        let tracking = NodeTracking(of: node, for: self, isInCluster: connections.cluster != nil)
        trackings[ObjectIdentifier(node.connection)] = tracking
        return tracking
    }

    /// A session's JSON; nil where it must be asked for.
    func json(_ id: String) -> [UInt8]? {
        checkGeneration()
        return sessions.json(id, now: loop.now)
    }

    /// Notes that a session is being asked for; nil where the answer can't be kept.
    func beginLoad(_ id: String, at node: RedisNode) -> Int? {
        checkGeneration()
        guard tracking(of: node).isTracking else { return nil }
        lastLoad += 1
        loads[ExactText(id)] = lastLoad
        return lastLoad
    }

    /// Keeps what was loaded unless it has changed meanwhile.
    ///
    /// - Parameter milliseconds: until it ends; -1 for never.
    func finishLoad(_ id: String, _ load: Int, _ json: [UInt8]?, endsIn milliseconds: Int) {
        checkGeneration()
        guard loads[ExactText(id)] == load else { return }
        loads[ExactText(id)] = nil
        guard let json, milliseconds != 0, milliseconds >= -1 else { return }
        let end = milliseconds < 0 ? .max : loop.now &+ UInt64(milliseconds) &* 1_000_000
        sessions.insert(id, json, end: end)
    }

    /// Forgets a session that is about to be changed here.
    func forget(_ id: String) {
        loads[ExactText(id)] = nil
        sessions.remove(id)
    }

    /// Forgets a session that has changed.
    func forget(key: [UInt8]) {
        guard key.starts(with: prefix) else { return }
        forget(String(decoding: key[prefix.count...], as: UTF8.self))
    }

    func empty() {
        loads.removeAll()
        sessions.removeAll()
    }

    /// A key that has moved is told of by nobody.
    private func checkGeneration() {
        guard generation != connections.generation else { return }
        generation = connections.generation
        empty()
        trackings = trackings.filter { $0.value.commands.state != .closed }
    }
}
