import Logging
import TaproomNet

/// An event loop's connection to Redis. The commands of a turn of the loop are sent in one write; replies arrive in the
/// order of the commands. On the loop's thread only.
///
/// A connection begins with a handshake, which logs in and selects the database. No other command is sent before the
/// handshake has succeeded: it would run as another user, or in another database.
///
/// When the connection is lost, commands that were sent fail, because they may or may not have run. Commands not sent yet
/// wait for the next connection until their time-out. New ones wait, too, unless Redis has been away for longer than a
/// time-out: then they fail at once.
final class RedisConnection: ReadinessHandler, TimerTarget, EndOfTurnHandler, @unchecked Sendable {
    enum State {
        case idle
        case connecting
        /// TLS is being agreed upon.
        case securing
        case handshake
        case ready
        /// Waiting for the next attempt.
        case pausing
        /// Ended by its owner.
        case closed
    }

    let target: ConnectionTarget
    let settings: ConnectionSettings
    let timeout: UInt64
    let loop: EventLoop
    /// The server that the connection goes to, or the last one; nil before the first attempt, and for a path.
    var server: RedisAddress?
    /// What the server has told of itself; nil where it does not.
    var facts: ServerFacts? {
        didSet { comparesOnSet = facts?.comparesOnSet ?? false }
    }
    /// Whether the server has `SET … IFEQ`.
    private(set) var comparesOnSet = false
    /// How TLS is spoken; made at the first attempt.
    var tls: TLSClientContext?
    /// The session under way until it is agreed upon.
    var session: TLSSession?
    var state = State.idle
    var socket: StreamSocket?
    var attempt = ConnectAttempt()
    /// Counts the attempts, so that a late answer to an earlier one is ignored.
    var attempts = 0
    /// Whether the next server must be a master: a replica has refused a write, or the last one was a master.
    var needsMaster = false
    /// Whether to close as soon as no reply is awaited.
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
    /// Nanoseconds of the pause before the next attempt to connect, or before the last one.
    var lastPause: UInt64 = 0
    var readySince: UInt64 = 0
    /// When the last whole reply arrived. A reply that arrives in many parts gets no extra time.
    var heardAt: UInt64 = 0
    var lostSince: UInt64?
    var lastFailure = "not connected yet"
    var observers: [Observer] = []
    /// Whether it subscribes. On another connection a reply may look like a message.
    var takesMessages = false
    /// Whether the loop handles this connection's events before others.
    let comesFirst: Bool
    /// Whether commands not sent before the connection was lost are sent over the next one.
    let keepsUnsent: Bool
    /// Whether to close for good when the connection can't be made, or is lost.
    let isForOnce: Bool
    /// Called once, when the first connection is ready.
    var firstConnection: FirstConnection?

    /// The most suspensions kept for later commands.
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

    /// Connects unless there is a connection or an attempt.
    ///
    /// - Throws: `RedisError` if Redis has been away for longer than a time-out.
    func prepare() throws {
        if state == .idle { connect() }
        if state == .closed { throw RedisError.unreachable("the connection was closed") }
        if state == .pausing { try refuseIfAway(now: loop.now) }
    }

    /// Whether there is no connection, after there was one or an attempt has failed.
    var isLost: Bool { state == .pausing || lostSince != nil }

    /// Whether Redis has been away for longer than a time-out.
    var hasBeenAway: Bool { lostSince.map { loop.now &- $0 > timeout } ?? false }

    /// - Throws: `RedisError` if Redis will have been away for longer than a time-out.
    func refuseIfAway(now: UInt64) throws {
        if let lostSince, now &- lostSince > timeout { throw RedisError.unreachable(lastFailure) }
    }

    /// Sends a command and waits for its reply. An error reply is returned, not thrown. A malformed command is not sent,
    /// because it would shift the replies to all others.
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

    /// The same, with a time-out that may be shorter than that of the connection's commands.
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

    /// Does nothing on another thread, to which an actor may have moved the caller.
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

    /// Sends a command and calls back with its reply, or with nil if there will be none.
    func send(_ write: (inout CommandWriter) -> Void, _ callback: @escaping (RedisValue?) -> Void) {
        guard let length = try? outbox.add(write) else { return callback(nil) }
        enqueue(.callback(callback), length: length)
    }

    /// The same, with the reason why there is no reply.
    ///
    /// - Throws: `RedisError.malformedCommand`; nothing is sent then.
    func submit(
        _ write: (inout CommandWriter) -> Void, outcome: @escaping (Result<RedisValue, RedisError>) -> Void
    ) throws(RedisError) {
        enqueue(.outcome(outcome), length: try outbox.add(write))
    }

    // MARK: Observers

    /// The number of bytes received of an incomplete reply.
    var unfinishedReply: Int { reader?.unfinished ?? 0 }

    /// Whether commands are being sent.
    var isReady: Bool { state == .ready }

    /// Adds an observer. It is not retained.
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

    /// Closes the connection when the replies that are awaited have come. What is not sent yet fails, as if the server
    /// could not be reached.
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
        } catch {
            lose(error.description)
        }
    }
}
