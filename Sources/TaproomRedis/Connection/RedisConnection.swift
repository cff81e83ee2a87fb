import Logging
import TaproomNet

/// One event loop's connection to Redis. The commands of one turn of the loop leave in one write; replies come
/// in the order of the commands.
///
/// A connection begins with a handshake, which logs in and chooses the database. No other command leaves before it has
/// been accepted: it would be carried out as another user, or in another database.
///
/// When the connection is lost, what was sent fails, as nobody knows what became of it, and the connection is
/// made anew with a growing pause between attempts. Each attempt asks for the host's addresses again and tries them all, so
/// that it finds the master after a fail-over; a server that has become a replica counts as lost. What has not been sent waits for it as long as its time-out
/// allows; what is given later does so too, unless Redis has been away for longer than that already: then it fails
/// at once.
final class RedisConnection: ReadinessHandler, TimerTarget, EndOfTurnHandler, @unchecked Sendable {
    private enum State {
        case idle
        case connecting
        case handshake
        case ready
        /// Waiting for the next attempt.
        case pausing
        /// Ended by its owner.
        case closed
    }

    private let url: RedisURL
    private let timeout: UInt64
    private let replyLimit: Int
    /// Which keeps this connection as long as it runs.
    private let loop: EventLoop
    private let logger: Logger
    private var state = State.idle
    private var socket: StreamSocket?
    private var attempt = ConnectAttempt()
    /// Whether a replica will not do: from the first write on that one has refused.
    private var needsMaster = false
    private var reader: ReplyReader?
    private var outbox = CommandOutbox()
    private(set) var pending = PendingQueue()
    private var handshake: RedisHandshake
    private var idleReplies: [AwaitedReply] = []
    private var isFlushScheduled = false
    private var input = [UInt8](repeating: 0, count: 64 * 1024)
    private lazy var commandTimer = LoopTimer(target: self)
    private lazy var reconnectTimer = LoopTimer(target: self)
    private var backOff = BackOff()
    /// Nanoseconds that lie before the attempt to connect which comes next, or came last.
    private(set) var lastPause: UInt64 = 0
    private var readySince: UInt64 = 0
    /// When the last whole reply came on this connection: a reply that comes bit by bit has no more time than others.
    private(set) var heardAt: UInt64 = 0
    private var lostSince: UInt64?
    private var lastFailure = "not connected yet"
    private var observers: [Observer] = []
    /// Whether the loop hands this connection its events before others get theirs.
    private let comesFirst: Bool
    /// Whether what was not sent before the connection was lost goes over the next one.
    private let keepsUnsent: Bool
    /// Told when this connection stands.
    var firstConnection: FirstConnection?

    /// How many places to wait are kept for the next command, at most.
    private static let poolLimit = 256

    init(
        url: RedisURL, timeout: Duration, replyLimit: Int = RedisClient.defaultReplyLimit, loop: EventLoop,
        comesFirst: Bool = false, keepsUnsent: Bool = true,
        logger: Logger
    ) {
        self.url = url
        handshake = RedisHandshake(url)
        self.comesFirst = comesFirst
        self.keepsUnsent = keepsUnsent
        self.timeout = timeout.nanoseconds
        self.replyLimit = replyLimit
        self.loop = loop
        self.logger = logger
    }

    // MARK: Commands

    /// Connects where it must. On the loop's thread only, as all here.
    ///
    /// - Throws: `RedisError` where Redis has been away for longer than a command may take.
    func prepare() throws {
        if state == .idle { connect() }
        if state == .closed { throw RedisError.unreachable("the connection was closed") }
        if state == .pausing { try refuseIfAway(now: loop.now) }
    }

    /// - Throws: `RedisError` where Redis has been away for longer than a command may take by then.
    func refuseIfAway(now: UInt64) throws {
        if let lostSince, now &- lostSince > timeout { throw RedisError.unreachable(lastFailure) }
    }

    /// Sends one command and waits for its reply; an error reply is a value, not a throw. One that is malformed is never
    /// sent: it would spoil the replies to all others.
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
        enqueue(.callback { reply.take($0) }, length: try outbox.add(write))
        await loop.suspend(reply.suspension)
        return try reply.result.get()
    }

    /// Sends several commands and waits for all replies. They come in order, so the last one's wait is all of them's.
    func send(_ commands: [@Sendable (inout CommandWriter) -> Void]) async throws -> [RedisValue] {
        guard let last = commands.last else { return [] }
        let earlier = GatheredReplies()
        for command in commands.dropLast() { send(command) { earlier.add($0) } }
        let reply = try await send(last)
        return try earlier.all() + [reply]
    }

    /// A caller that belongs to an actor may be on another thread by now.
    private func recycle(_ reply: AwaitedReply) {
        guard loop.isCurrent, idleReplies.count < Self.poolLimit else { return }
        idleReplies.append(reply)
    }

    private func deliver(_ result: Result<RedisValue, RedisError>, to receiver: PendingQueue.Receiver) {
        switch receiver {
        case .command(let reply):
            reply.result = result
            loop.resume(reply.suspension)
        case .callback(let callback): callback(try? result.get())
        case .nobody: break
        }
    }

    /// Sends one command and calls back with its reply, or with nil where none will come.
    func send(_ write: (inout CommandWriter) -> Void, _ callback: @escaping (RedisValue?) -> Void) {
        guard let length = try? outbox.add(write) else { return callback(nil) }
        enqueue(.callback(callback), length: length)
    }

    // MARK: Observers

    /// Bytes of a reply that has come in part.
    var unfinishedReply: Int { reader?.unfinished ?? 0 }

    /// Whether commands are answered.
    var isReady: Bool { state == .ready }

    /// Tells `observer` of this connection from now on, until it is deallocated.
    func add(_ observer: any RedisConnectionObserver) {
        observers.append(Observer(observer))
    }

    /// Not kept alive, as it keeps the connection.
    private struct Observer {
        private(set) weak var value: (any RedisConnectionObserver)?

        init(_ value: any RedisConnectionObserver) {
            self.value = value
        }
    }

    private func enqueue(_ receiver: PendingQueue.Receiver, length: Int) {
        let deadline = loop.now &+ timeout
        if pending.isEmpty { commandTimer.set(deadline, on: loop) }
        pending.append(.init(receiver: receiver, deadline: deadline, length: length))
        scheduleFlush()
    }

    private func scheduleFlush() {
        guard !isFlushScheduled, state == .ready else { return }
        isFlushScheduled = true
        loop.atEndOfTurn(self)
    }

    func turnEnded() {
        isFlushScheduled = false
        flush()
    }

    private func flush() {
        guard state == .ready, let socket else { return }
        do {
            try outbox.flush(to: socket)
        } catch {
            lose(error.description)
        }
    }

    // MARK: Replies

    func ready(_ readiness: Readiness) {
        guard let socket else { return }
        if state == .connecting {
            let code = socket.pendingError
            guard code == 0 else { return lose(SystemError("connect", code: code).description) }
            guard readiness.intersects(.writable), greet(socket) else { return }
        }
        if readiness.intersects(.writable) {
            outbox.becomeWritable()
            flush()
        }
        guard readiness.intersects([.readable, .failed]) else { return }
        receive(untilEnd: readiness.intersects([.peerEnded, .failed]))
    }

    /// - Parameter untilEnd: whether the stream ends behind what is there, of which there will be no other word.
    private func receive(untilEnd: Bool) {
        while let socket {
            switch socket.receive(into: &input, at: 0) {
            case .bytes(let count):
                guard take(count) else { return }
                if count < input.count, !untilEnd { return }
            case .wouldBlock: return
            case .endOfStream: return lose("Redis closed the connection")
            case .failed(let code): return lose(SystemError("read", code: code).description)
            }
        }
    }

    /// - Returns: false when the connection was given up.
    private func take(_ count: Int) -> Bool {
        var wrongServer: String?
        do {
            try reader?.feed(input, count: count)
            while let reply = try reader?.next() {
                heardAt = loop.now
                if state == .handshake {
                    guard take(handshakeReply: reply) else { return false }
                    continue
                }
                if !observers.isEmpty, reply.isPush {
                    for observer in observers { observer.value?.received(reply, from: self) }
                    continue
                }
                guard let entry = pending.popFirst() else {
                    lose("a reply that nobody asked for")
                    return false
                }
                if case .error(let message) = reply, ErrorReply.isOfWrongServer(message) { wrongServer = message }
                deliver(.success(reply), to: entry.receiver)
            }
        } catch {
            lose(error.description)
            return false
        }
        if let wrongServer {
            needsMaster = needsMaster || ErrorReply.isOfReplica(wrongServer)
            lose(wrongServer)
            return false
        }
        setCommandTimer()
        return true
    }

    // MARK: Connecting

    private func connect() {
        state = .connecting
        attempt = ConnectAttempt()
        limitWait()
        switch url.endpoint {
        case .unix(let path): connect(to: SocketAddress(unixPath: path).map { [$0] } ?? [], path)
        case .tcp(let host, let port):
            SocketAddress.resolve(host: host, port: port, on: loop) { [self] result in
                switch result {
                case .success(let addresses): connect(to: addresses, host)
                case .failure(let error): if state == .connecting, socket == nil { lose(error.description) }
                }
            }
        }
    }

    /// A host that does not answer at all must not hold up the next attempt for minutes.
    private func limitWait() {
        reconnectTimer.set(loop.now &+ max(timeout, 1_000_000_000), on: loop)
    }

    private func connect(to addresses: [SocketAddress], _ name: String) {
        guard state == .connecting, socket == nil else { return }
        attempt = ConnectAttempt(addresses)
        guard let address = attempt.next() else { return lose("no address for \(name)") }
        connect(to: address)
    }

    private func connect(to address: SocketAddress) {
        do {
            let socket = try StreamSocket.connect(to: address)
            self.socket = socket
            reader = try ReplyReader(limit: replyLimit)
            outbox.becomeWritable()
            try loop.register(socket.number, interest: [.readable, .writable], comesFirst: comesFirst, handler: self)
        } catch {
            lose("\(error)")
        }
    }

    /// - Returns: false when the connection was given up.
    private func greet(_ socket: StreamSocket) -> Bool {
        state = .handshake
        limitWait()
        handshake = RedisHandshake(url, needsMaster: needsMaster)
        // A new socket has room for it.
        guard case .bytes(handshake.bytes.count) = socket.send(handshake.bytes, from: 0) else {
            lose("the handshake can't be sent")
            return false
        }
        return true
    }

    /// - Returns: false when the connection was given up.
    private func take(handshakeReply reply: RedisValue) -> Bool {
        do {
            if try handshake.take(reply) { becomeReady() } else { limitWait() }
            return true
        } catch {
            lose(error.failure)
            return false
        }
    }

    private func becomeReady() {
        state = .ready
        readySince = loop.now
        reconnectTimer.cancel()
        if lostSince != nil { logger.info("Redis is back", metadata: ["redis": "\(url.redacted)"]) }
        lostSince = nil
        scheduleFlush()
        firstConnection?.made(on: loop)
        firstConnection = nil
        for observer in observers { observer.value?.connectionIsReady(self) }
    }

    // MARK: Losing the connection

    private func lose(_ reason: String) {
        lose(ConnectAttempt.Failure(reason: reason))
    }

    private func lose(_ failure: ConnectAttempt.Failure) {
        guard state != .pausing, state != .closed else { return }
        closeSocket()
        if state == .ready { return pauseConnecting(because: failure.reason) }
        attempt.note(failure)
        if let address = attempt.next() {
            state = .connecting
            limitWait()
            return connect(to: address)
        }
        let failure = attempt.failure ?? failure
        pauseConnecting(because: failure.reason)
        if !failure.passes { failAll(.unreachable(failure.reason)) }
    }

    /// Ends the connection, as its state is not known; the next command makes it anew.
    func abandon() {
        guard state == .ready else { return }
        closeSocket()
        failAll(.connectionLost("it was given up"))
        state = .idle
    }

    /// Ends the connection for good.
    func close() {
        closeSocket()
        state = .closed
        reconnectTimer.cancel()
        failAll(.unreachable("the connection was closed"))
    }

    private func closeSocket() {
        if let socket {
            loop.unregister(socket.number)
            socket.close()
        }
        socket = nil
        reader = nil
    }

    private func pauseConnecting(because reason: String) {
        let wasReady = state == .ready
        state = .pausing
        lastFailure = reason
        if lostSince == nil {
            lostSince = loop.now
            logger.warning("Redis is away", metadata: ["redis": "\(url.redacted)", "reason": "\(reason)"])
        }
        if wasReady {
            for observer in observers { observer.value?.connectionIsLost(self) }
            if keepsUnsent { failSent(.connectionLost(reason)) } else { failAll(.connectionLost(reason)) }
        }
        lastPause = backOff.next(afterConnectionThatStood: wasReady ? loop.now &- readySince : nil)
        reconnectTimer.set(loop.now &+ lastPause, on: loop)
    }

    /// What has not been sent goes on waiting.
    private func failSent(_ error: RedisError) {
        outbox.abandonSent()
        fail(pending.count - outbox.waiting, error)
    }

    private func failAll(_ error: RedisError) {
        outbox.clear()
        fail(pending.count, error)
    }

    /// Fails those that have waited longest. A callback may send again; that command waits behind them.
    private func fail(_ count: Int, _ error: RedisError) {
        for _ in 0..<count {
            if let entry = pending.popFirst() { deliver(.failure(error), to: entry.receiver) }
        }
        setCommandTimer()
    }

    // MARK: Time-outs

    private func setCommandTimer() {
        guard let first = pending.first else { return commandTimer.cancel() }
        guard first.isGivenUp else { return commandTimer.set(first.deadline, on: loop) }
        commandTimer.set(min(pending.nextDeadline ?? .max, heardAt &+ timeout), on: loop)
    }

    /// Fails what has waited too long by then, and gives up a connection that has been silent for as long.
    func expire(now: UInt64) {
        guard let first = pending.first, first.deadline <= now else { return setCommandTimer() }
        guard pending.count > outbox.waiting else {
            let late = pending.late(now: now)
            outbox.dropFirst(late.count, length: late.length)
            return fail(late.count, .unreachable(state == .handshake ? "it does not answer" : lastFailure))
        }
        if now &- heardAt >= timeout { return lose("no reply in time") }
        // A command that had to wait for the connection has had less time on it than a reply may take.
        for receiver in pending.giveUp(now: now) { deliver(.failure(.timedOut), to: receiver) }
        setCommandTimer()
    }

    func timerFired(_ timer: LoopTimer) {
        if timer === commandTimer {
            expire(now: loop.now)
        } else if state == .pausing {
            connect()
        } else {
            lose("no connection in time")
        }
    }
}

/// Observes when a connection is made and lost, and receives the messages that Redis pushes. On the loop's thread.
protocol RedisConnectionObserver: AnyObject {
    func connectionIsReady(_ connection: RedisConnection)
    /// Commands that were sent and wait for replies fail next.
    func connectionIsLost(_ connection: RedisConnection)
    func received(_ push: RedisValue, from connection: RedisConnection)
}
