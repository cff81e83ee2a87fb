import Logging
import TaproomNet

/// One event loop's connection to Redis. The commands of one turn of the loop leave in one write; replies come
/// in the order of the commands.
///
/// A connection begins with a greeting, which logs in and chooses the database. No other command leaves before it has
/// been accepted: it would be carried out as another user, or in another database.
///
/// When the connection is lost, what was sent fails, as nobody knows what became of it, and the connection is
/// made anew with a growing pause between attempts. Commands given meanwhile wait for it as long as their
/// time-out allows, unless Redis has been away for longer than that already: then they fail at once.
final class RedisConnection: ReadinessHandler, TimerTarget, EndOfTurnHandler, @unchecked Sendable {
    private enum State {
        case idle
        case connecting
        case greeting
        case ready
        /// Waiting for the next attempt.
        case pausing
    }

    private let url: RedisURL
    private let timeout: UInt64
    /// Which keeps this connection as long as it runs.
    private let loop: EventLoop
    private let logger: Logger
    private var state = State.idle
    private var socket: StreamSocket?
    private var reader: ReplyReader?
    private var outbox = CommandOutbox()
    private var pending = PendingQueue()
    /// The names of the greeting's commands that are not answered yet.
    private var greeting: [String] = []
    private var idleReplies: [AwaitedReply] = []
    private var isFlushScheduled = false
    private var input = [UInt8](repeating: 0, count: 64 * 1024)
    private lazy var commandTimer = LoopTimer(target: self)
    private lazy var reconnectTimer = LoopTimer(target: self)
    private var pause = firstPause
    private var lostSince: UInt64?
    private var lastFailure = "not connected yet"
    private var observers: [any RedisConnectionObserver] = []
    /// Whether the loop hands this connection its events before others get theirs.
    private let comesFirst: Bool

    /// How many places to wait are kept for the next command, at most.
    private static let poolLimit = 256
    private static let firstPause: UInt64 = 10_000_000
    private static let longestPause: UInt64 = 500_000_000

    init(url: RedisURL, timeout: Duration, loop: EventLoop, comesFirst: Bool = false, logger: Logger) {
        self.url = url
        self.comesFirst = comesFirst
        self.timeout = timeout.nanoseconds
        self.loop = loop
        self.logger = logger
    }

    // MARK: Commands

    /// Connects where it must. On the loop's thread only, as all here.
    ///
    /// - Throws: `RedisError` where Redis has been away for longer than a command may take.
    func prepare() throws {
        if state == .idle { connect() }
        if state == .pausing, let lostSince, loop.now &- lostSince > timeout {
            throw RedisError.unreachable(lastFailure)
        }
    }

    /// Sends one command and waits for its reply; an error reply is a value, not a throw.
    @inline(__always)
    func send(_ write: (inout CommandWriter) -> Void) async throws -> RedisValue {
        let reply = idleReplies.popLast() ?? AwaitedReply()
        write(&outbox.writer)
        enqueue(.command(reply))
        await loop.wait(at: reply.waiter)
        let result = reply.take()
        giveBack(reply)
        return try result.get()
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
    private func giveBack(_ reply: AwaitedReply) {
        guard loop.isCurrent, idleReplies.count < Self.poolLimit else { return }
        idleReplies.append(reply)
    }

    private func deliver(_ result: Result<RedisValue, RedisError>, to reply: AwaitedReply) {
        reply.result = result
        loop.wake(reply.waiter)
    }

    /// Sends one command and calls back with its reply, or with nil where none will come.
    func send(_ write: (inout CommandWriter) -> Void, _ callback: @escaping (RedisValue?) -> Void) {
        write(&outbox.writer)
        enqueue(.callback(callback))
    }

    // MARK: Observers

    /// Whether commands are answered.
    var isReady: Bool { state == .ready }

    /// Tells `observer` of this connection from now on; it lives as long as the loop.
    func add(_ observer: any RedisConnectionObserver) {
        observers.append(observer)
    }

    private func enqueue(_ receiver: PendingQueue.Receiver) {
        let deadline = loop.now &+ timeout
        if pending.isEmpty { commandTimer.set(deadline, on: loop) }
        pending.append(.init(receiver: receiver, deadline: deadline))
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
            guard readiness.intersects(.writable) else { return }
            greet(socket)
        }
        if readiness.intersects(.writable) {
            outbox.becomeWritable()
            flush()
        }
        if readiness.intersects([.readable, .failed]) { receive() }
    }

    private func receive() {
        while let socket {
            switch socket.receive(into: &input, at: 0) {
            case .bytes(let count):
                guard take(count) else { return }
                if count < input.count { return }
            case .wouldBlock: return
            case .endOfStream: return lose("Redis closed the connection")
            case .failed(let code): return lose(SystemError("read", code: code).description)
            }
        }
    }

    /// - Returns: false when the connection was given up.
    private func take(_ count: Int) -> Bool {
        do {
            try reader?.feed(input, count: count)
            while let reply = try reader?.next() {
                if state == .greeting {
                    guard take(greetingReply: reply) else { return false }
                    continue
                }
                if !observers.isEmpty, reply.isPush {
                    for observer in observers { observer.received(reply, from: self) }
                    continue
                }
                guard let entry = pending.popFirst() else {
                    lose("a reply that nobody asked for")
                    return false
                }
                switch entry.receiver {
                case .command(let awaited): deliver(.success(reply), to: awaited)
                case .callback(let callback): callback(reply)
                }
            }
        } catch {
            lose(error.description)
            return false
        }
        if let first = pending.first { commandTimer.set(first.deadline, on: loop) } else { commandTimer.cancel() }
        return true
    }

    // MARK: Connecting

    private func connect() {
        state = .connecting
        // A host that does not answer at all must not hold up the next attempt for minutes.
        reconnectTimer.set(loop.now &+ max(timeout, 1_000_000_000), on: loop)
        switch url.endpoint {
        case .unix(let path): connect(to: SocketAddress(unixPath: path).map { [$0] } ?? [], path)
        case .tcp(let host, let port):
            SocketAddress.resolve(host: host, port: port, on: loop) { [self] result in
                switch result {
                case .success(let addresses): connect(to: addresses, host)
                case .failure(let error): lose(error.description)
                }
            }
        }
    }

    private func connect(to addresses: [SocketAddress], _ name: String) {
        guard state == .connecting, socket == nil else { return }
        // The first of localhost's addresses is 127.0.0.1, where Redis listens by default.
        guard let address = addresses.first else { return lose("no address for \(name)") }
        do {
            let socket = try StreamSocket.connect(to: address)
            self.socket = socket
            reader = try ReplyReader()
            outbox.becomeWritable()
            try loop.register(socket.number, interest: [.readable, .writable], comesFirst: comesFirst, handler: self)
        } catch {
            lose("\(error)")
        }
    }

    private func greet(_ socket: StreamSocket) {
        state = .greeting
        var commands: [(name: String, arguments: [String])] = []
        if let password = url.password { commands.append(("AUTH", [url.user, password].compactMap { $0 })) }
        if url.database != 0 { commands.append(("SELECT", [String(url.database)])) }
        commands.append(("PING", []))
        greeting = commands.map(\.name)
        var writer = CommandWriter(output: [])
        for command in commands {
            writer.begin(1 + command.arguments.count)
            writer.add(command.name)
            for argument in command.arguments { writer.add(argument) }
        }
        // A new socket has room for it.
        guard case .bytes(writer.output.count) = socket.send(writer.output, from: 0) else {
            return lose("the greeting can't be sent")
        }
    }

    /// - Returns: false when the connection was given up.
    private func take(greetingReply reply: RedisValue) -> Bool {
        let command = greeting.removeFirst()
        if case .error(let message) = reply {
            lose("\(command): \(message)")
            // Another attempt would hardly fare better.
            failPending(.unreachable(lastFailure))
            return false
        }
        if greeting.isEmpty { becomeReady() }
        return true
    }

    private func becomeReady() {
        state = .ready
        reconnectTimer.cancel()
        pause = Self.firstPause
        if lostSince != nil { logger.info("Redis is back", metadata: ["redis": "\(url.redacted)"]) }
        lostSince = nil
        scheduleFlush()
        for observer in observers { observer.connectionIsReady(self) }
    }

    // MARK: Losing the connection

    private func lose(_ reason: String) {
        guard state != .pausing else { return }
        let wasReady = state == .ready
        state = .pausing
        if let socket {
            loop.unregister(socket.number)
            socket.close()
        }
        socket = nil
        reader = nil
        lastFailure = reason
        if lostSince == nil {
            lostSince = loop.now
            logger.warning("Redis is away", metadata: ["redis": "\(url.redacted)", "reason": "\(reason)"])
        }
        // What was never sent waits for the next attempt, until its time is over.
        if wasReady {
            for observer in observers { observer.connectionIsLost(self) }
            failPending(.connectionLost(reason))
        }
        reconnectTimer.set(loop.now &+ pause, on: loop)
        pause = min(pause * 2, Self.longestPause)
    }

    private func failPending(_ error: RedisError) {
        outbox.clear()
        commandTimer.cancel()
        while let entry = pending.popFirst() {
            switch entry.receiver {
            case .command(let awaited): deliver(.failure(error), to: awaited)
            case .callback(let callback): callback(nil)
            }
        }
    }

    func timerFired(_ timer: LoopTimer) {
        if timer === commandTimer {
            // Replies come in order: when the oldest is late, so are all.
            if state == .ready {
                lose("no reply in time")
            } else {
                failPending(.unreachable(state == .greeting ? "it does not answer" : lastFailure))
            }
        } else if state == .pausing {
            connect()
        } else {
            lose("no connection in time")
        }
    }
}

/// Who follows a connection's life, and hears what Redis says without being asked. On the loop's thread.
protocol RedisConnectionObserver: AnyObject {
    func connectionIsReady(_ connection: RedisConnection)
    /// Commands that wait for replies fail next.
    func connectionIsLost(_ connection: RedisConnection)
    func received(_ push: RedisValue, from connection: RedisConnection)
}
