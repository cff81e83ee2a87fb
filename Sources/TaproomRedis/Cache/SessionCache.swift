import TaproomHTTP
import TaproomNet

/// One event loop's cache of sessions, which Redis itself keeps right: the loop's connection asks with
/// `CLIENT TRACKING`, and Redis tells a second connection of every key that was read there and has changed
/// since (RESP2: `REDIRECT` to a subscriber of `__redis__:invalidate`).
///
/// It holds something only while both connections stand; the loss of either empties it. A subscriber that is
/// silently cut off is found out by a PING each second.
final class SessionCache: RedisConnectionObserver, TimerTarget {
    private let prefix: [UInt8]
    private let loop: EventLoop
    let commands: RedisConnection
    let listener: RedisConnection
    private var sessions: CachedSessions
    /// What is being loaded; a change that is heard of meanwhile takes it out, and what comes is not kept.
    private var loads: [ExactText: Int] = [:]
    private var lastLoad = 0
    /// The subscriber's number in Redis, once it has subscribed.
    private var listenerID: Int?
    /// Whether Redis tells of changes to what is read from now on.
    private(set) var isTracking = false
    private lazy var heartbeat = LoopTimer(target: self)

    private static let channel = "__redis__:invalidate"
    private static let beat: UInt64 = 1_000_000_000

    /// - Parameters:
    ///   - prefix: what comes before the id in a key.
    ///   - limit: the most sessions to hold.
    init(_ client: RedisClient, loop: EventLoop, prefix: String, limit: Int) {
        self.prefix = Array(prefix.utf8)
        self.loop = loop
        commands = client.connection(on: loop)
        listener = client.listener(on: loop)
        sessions = CachedSessions(limit: limit)
        commands.add(self)
        listener.add(self)
        try? listener.prepare()
        if commands.isReady { connectionIsReady(commands) }
    }

    // MARK: Using it

    /// A session's JSON; nil where it must be asked for.
    func json(_ id: String) -> [UInt8]? {
        isTracking ? sessions.json(id, now: loop.now) : nil
    }

    /// Notes that a session is being asked for; nil where the answer can't be kept.
    func beginLoad(_ id: String) -> Int? {
        guard isTracking else { return nil }
        lastLoad += 1
        loads[ExactText(id)] = lastLoad
        return lastLoad
    }

    /// Keeps what was loaded unless it has changed meanwhile.
    ///
    /// - Parameter milliseconds: until it ends; -1 for never.
    func finishLoad(_ id: String, _ load: Int, _ json: [UInt8]?, endsIn milliseconds: Int) {
        guard loads[ExactText(id)] == load else { return }
        loads[ExactText(id)] = nil
        guard isTracking, let json, milliseconds != 0, milliseconds >= -1 else { return }
        let end = milliseconds < 0 ? .max : loop.now &+ UInt64(milliseconds) &* 1_000_000
        sessions.insert(id, json, end: end)
    }

    /// Forgets a session that is about to be changed here.
    func forget(_ id: String) {
        loads[ExactText(id)] = nil
        sessions.remove(id)
    }

    private func empty() {
        isTracking = false
        loads.removeAll()
        sessions.removeAll()
    }

    // MARK: Hearing of changes

    func received(_ push: RedisValue, from connection: RedisConnection) {
        guard connection === listener, case .array(let parts) = push, parts.count == 3 else { return }
        switch parts[2] {
        case .array(let keys):
            for case .bytes(let key) in keys where key.starts(with: prefix) {
                forget(String(decoding: key[prefix.count...], as: UTF8.self))
            }
        default:
            // No list: all keys are gone, as after FLUSHALL.
            loads.removeAll()
            sessions.removeAll()
        }
    }

    // MARK: The two connections

    func connectionIsReady(_ connection: RedisConnection) {
        if connection === listener { subscribe() } else { track() }
    }

    func connectionIsLost(_ connection: RedisConnection) {
        empty()
        if connection === listener {
            listenerID = nil
            heartbeat.cancel()
        }
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
            heartbeat.set(loop.now &+ Self.beat, on: loop)
            if commands.isReady { track() }
        }
    }

    private func track() {
        guard let id = listenerID else { return }
        empty()
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

    /// No reply within the command time-out counts as the loss of the connection.
    func timerFired(_ timer: LoopTimer) {
        guard listenerID != nil else { return }
        listener.send { writer in
            writer.write(["PING"])
        } _: { _ in
        }
        heartbeat.set(loop.now &+ Self.beat, on: loop)
    }
}
