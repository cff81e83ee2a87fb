import Logging
import TaproomNet

/// An event loop's connection to Redis. The commands of one turn of the loop are sent in one write. Replies arrive in
/// the order of the commands. Used on the loop's thread only.
///
/// A connection begins with a handshake, which logs in and selects the database. No other command is sent before the
/// handshake has succeeded, because it would run as another user, or in another database.
///
/// When the connection is lost, commands that were sent fail, because they may or may not have run. Commands that were
/// not sent yet wait for the next connection until their time-out. So do new ones, unless Redis has been away for
/// longer than the time-out: then they fail at once.
final class RedisConnection: ReadinessHandler, TimerTarget, EndOfTurnHandler, @unchecked Sendable {
    enum State {
        case idle
        case connecting
        /// The TLS handshake is under way.
        case securing
        case handshake
        case ready
        /// Waiting before the next attempt.
        case pausing
        /// Closed for good.
        case closed
    }

    let target: ConnectionTarget
    let settings: ConnectionSettings
    let timeout: UInt64
    let loop: EventLoop
    /// The server of the current or the last connection; nil before the first attempt, and for a path.
    var server: RedisAddress?
    /// The facts that the server has reported about itself; nil if it does not report them.
    var facts: ServerFacts? {
        didSet { comparesOnSet = facts?.comparesOnSet ?? false }
    }
    /// Whether the server has `SET … IFEQ`.
    private(set) var comparesOnSet = false
    /// The TLS context; made at the first attempt.
    var tls: TLSClientContext?
    /// The TLS session while its handshake is under way; nil otherwise.
    var session: TLSSession?
    var state = State.idle
    var socket: StreamSocket?
    var attempt = ConnectAttempt()
    /// The number of attempts. It identifies an attempt, so that the result of an earlier one is ignored.
    var attempts = 0
    /// Whether the next server must be a master, because the target requires it, a replica has refused a write, or the
    /// last server was a master.
    var needsMaster = false
    /// Whether to close the connection as soon as all replies have arrived.
    private(set) var isRetired = false
    var reader: ReplyReader?
    var outbox = CommandOutbox()
    var pending = PendingQueue()
    var handshake: RedisHandshake
    private var idleReplies: [AwaitedReply] = []
    private var isFlushScheduled = false
    var input = [UInt8](repeating: 0, count: 64 * 1024)
    lazy var commandTimer = LoopTimer(target: self)
    lazy var reconnectTimer = LoopTimer(target: self)
    var backOff = BackOff()
    /// The current or the last pause between attempts to connect, in nanoseconds.
    var lastPause: UInt64 = 0
    var readySince: UInt64 = 0
    /// When the last complete reply arrived. A reply that arrives in many parts gets no extra time.
    var heardAt: UInt64 = 0
    var lostSince: UInt64?
    var lastFailure = "not connected yet"
    var observers: [Observer] = []
    /// Whether the connection subscribes to channels. On another connection, a reply may look like a message.
    var takesMessages = false
    /// Whether the loop handles this connection's events before those of others.
    let comesFirst: Bool
    /// Whether commands that were not sent when the connection was lost are sent over the next one.
    let keepsUnsent: Bool
    /// Whether the connection closes for good if it can't be established, or is lost.
    let isForOnce: Bool
    /// Notified once, when the connection is first ready.
    var firstConnection: FirstConnection?

    /// The most `AwaitedReply` objects that are kept for later commands.
    private static let poolLimit = 256

    init(
        to target: ConnectionTarget, _ settings: ConnectionSettings, loop: EventLoop, comesFirst: Bool = false,
        keepsUnsent: Bool = true, isForOnce: Bool = false
    ) {
        self.target = target
        self.settings = settings
        timeout = settings.timeout.nanoseconds
        handshake = RedisHandshake(settings.login)
        self.comesFirst = comesFirst
        self.keepsUnsent = keepsUnsent
        self.isForOnce = isForOnce
        self.loop = loop
        if case .located(_, let needsMaster, _) = target { self.needsMaster = needsMaster }
    }

    var logger: Logger { settings.logger }

    // MARK: Commands

    /// Connects if the connection is idle.
    ///
    /// - Throws: `RedisError` if Redis has been away for longer than the time-out, or the connection is closed for
    ///   good.
    func prepare() throws {
        if state == .idle { connect() }
        if state == .closed { throw RedisError.unreachable("the connection was closed") }
        // Also during an attempt, which takes long where a host does not even refuse it.
        if state != .ready { try refuseIfAway(now: loop.now) }
    }

    /// Whether there is no connection, although there was one or an attempt has failed.
    var isLost: Bool { state == .pausing || lostSince != nil }

    /// Whether Redis has been away for longer than the time-out.
    var hasBeenAway: Bool { lostSince.map { loop.now &- $0 > timeout } ?? false }

    /// - Parameter now: monotonic nanoseconds.
    /// - Throws: `RedisError` if Redis has been away for longer than the time-out at that time.
    func refuseIfAway(now: UInt64) throws {
        if let lostSince, now &- lostSince > timeout { throw RedisError.unreachable(lastFailure) }
    }

    /// Sends a command and waits for its reply. An error reply is returned, not thrown. A malformed command is not
    /// sent, because it would shift the replies to all others.
    @inline(__always)
    func send(_ write: (inout CommandWriter) -> Void) async throws -> RedisValue {
        let length = try outbox.add(write)
        let reply = idleReplies.popLast() ?? AwaitedReply()
        enqueue(.command(reply), length: length)
        await loop.suspend(reply.suspension)
        let result = reply.take()
        recycle(reply)
        return try result.get()
    }

    /// Sends a command and waits for its reply until a deadline, which may be earlier than that of the connection's
    /// commands.
    ///
    /// - Parameter deadline: monotonic nanoseconds.
    func send(_ write: (inout CommandWriter) -> Void, by deadline: UInt64) async throws -> RedisValue {
        let reply = LimitedReply(loop: loop, deadline: deadline)
        enqueue(.outcome { reply.take($0) }, length: try outbox.add(write))
        await loop.suspend(reply.suspension)
        return try reply.result.get()
    }

    /// Sends several commands and waits for all replies. They arrive in order, so only the last one has to be awaited.
    func send(_ commands: [@Sendable (inout CommandWriter) -> Void]) async throws -> [RedisValue] {
        guard let last = commands.last else { return [] }
        let earlier = GatheredReplies()
        for command in commands.dropLast() { send(command) { earlier.add($0) } }
        let reply = try await send(last)
        return try earlier.all() + [reply]
    }

    /// Keeps the object for a later command. Does nothing on another thread, to which an actor may have moved the
    /// caller.
    private func recycle(_ reply: AwaitedReply) {
        guard loop.isCurrent, idleReplies.count < Self.poolLimit else { return }
        idleReplies.append(reply)
    }

    func deliver(_ result: Result<RedisValue, RedisError>, to receiver: PendingQueue.Receiver) {
        switch receiver {
        case .command(let reply):
            reply.result = result
            loop.resume(reply.suspension)
        case .callback(let callback): callback(try? result.get())
        case .outcome(let callback): callback(result)
        case .nobody: break
        }
    }

    /// Sends a command and calls back with its reply; nil if none will arrive.
    func send(_ write: (inout CommandWriter) -> Void, _ callback: @escaping (RedisValue?) -> Void) {
        guard let length = try? outbox.add(write) else { return callback(nil) }
        enqueue(.callback(callback), length: length)
    }

    /// Sends a command and calls back with its reply, or with the reason why none will arrive.
    ///
    /// - Throws: `RedisError.malformedCommand`. The command is not sent.
    func submit(
        _ write: (inout CommandWriter) -> Void, outcome: @escaping (Result<RedisValue, RedisError>) -> Void
    ) throws(RedisError) {
        enqueue(.outcome(outcome), length: try outbox.add(write))
    }

    // MARK: Observers

    /// The number of bytes received of an incomplete reply.
    var unfinishedReply: Int { reader?.unfinished ?? 0 }

    /// Whether the connection sends commands now.
    var isReady: Bool { state == .ready }

    /// Adds an observer, which is not retained.
    func add(_ observer: any RedisConnectionObserver) {
        observers.append(Observer(observer))
    }

    /// A weak reference, because an observer retains the connection.
    struct Observer {
        private(set) weak var value: (any RedisConnectionObserver)?

        init(_ value: any RedisConnectionObserver) {
            self.value = value
        }
    }

    /// Closes the connection for good when all replies have arrived. Commands that were not sent yet fail with
    /// `RedisError.unreachable`.
    func retire() {
        isRetired = true
        if state != .ready || pending.isEmpty { close() }
    }

    private func enqueue(_ receiver: PendingQueue.Receiver, length: Int) {
        let deadline = loop.now &+ timeout
        if pending.isEmpty { commandTimer.set(deadline, on: loop) }
        pending.append(.init(receiver: receiver, deadline: deadline, length: length))
        scheduleFlush()
    }

    func scheduleFlush() {
        guard !isFlushScheduled, state == .ready else { return }
        isFlushScheduled = true
        loop.atEndOfTurn(self)
    }

    func turnEnded() {
        isFlushScheduled = false
        flush()
    }

    func flush() {
        guard state == .ready, let socket else { return }
        do {
            try outbox.flush(to: socket)
            loop.gatherEvents()
        } catch {
            lose(error.description)
        }
    }
}
