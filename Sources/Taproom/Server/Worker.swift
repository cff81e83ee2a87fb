import Logging
import TaproomHTTP
import TaproomNet

/// The connections of one event loop, with its listeners and shared buffers. Everything here happens on the loop's
/// thread.
final class Worker: ConnectionAcceptor, @unchecked Sendable {
    let loop: EventLoop
    let chain: Chain
    let settings: ApplicationSettings
    let logger: Logger
    var serializer = ResponseSerializer()
    /// Whether the server is stopping. Connections then close after the current response.
    private(set) var isDraining = false
    /// Monotonic nanoseconds at which unfinished handshakes are given up once the server is stopping.
    private(set) var drainDeadline = UInt64.max
    private let listeners: [Listener]
    private var connections: [ObjectIdentifier: Connection] = [:]
    let requests: RequestPool
    /// The TLS context of new connections; nil for plain HTTP. It is replaced when the certificates have changed.
    var tls: TLSServerContext?
    private var handshakes: HandshakeQueue<Connection>
    /// A buffer for bytes that are discarded.
    lazy var scratch = [UInt8](repeating: 0, count: 16 * 1024)
    /// The outputs to send at the end of the turn.
    let batch: SendBatch
    let timeouts: Timeouts
    private let admission: ConnectionAdmission
    private let bodyBudget: BodyBudget
    private let pauses: AcceptPauses
    /// This worker's index among the server's workers.
    private let index: Int
    private var workers: [Worker] = []
    private let drained = Suspension()

    /// Nanoseconds for which a server that stops listening waits for handshakes to complete: longer than one takes
    /// within a data center or on a busy machine.
    private static let handshakeTimeout: UInt64 = 10_000_000
    /// Nanoseconds for which a draining server waits for the next request on an idle connection.
    static let drainTimeout: UInt64 = 500_000_000

    init(
        loop: EventLoop, index: Int, listeners: [Listener], chain: Chain, context: ApplicationContext,
        admission: ConnectionAdmission, bodyBudget: BodyBudget, pauses: AcceptPauses, tls: TLSServerContext? = nil,
        tlsOptions: TLSOptions? = nil
    ) {
        self.loop = loop
        batch = SendBatch(loop: loop)
        requests = RequestPool(context: context)
        self.listeners = listeners
        self.chain = chain
        settings = context.settings
        self.admission = admission
        self.bodyBudget = bodyBudget
        self.pauses = pauses
        self.index = index
        timeouts = Timeouts(context.settings, handshake: tlsOptions?.handshakeTimeout)
        self.tls = tls
        handshakes = HandshakeQueue(limit: tlsOptions?.handshakeLimit ?? 1)
        logger = context.logger
    }

    /// Starts accepting.
    ///
    /// - Parameter workers: all workers of the server, which share the connections.
    func begin(among workers: [Worker]) {
        self.workers = workers
        for listener in listeners {
            // With one listener per processor, a server that is taken over from gets no more handshakes, so it can stop
            // without losing any. The distribution among the loops does not matter, as they share connections evenly.
            if settings.takesOver { listener.prefer(processor: index) }
            do {
                try listener.begin(acceptor: self)
            } catch {
                logger.error("cannot accept", metadata: ["error": "\(error)"])
            }
        }
    }

    func accepted(_ socket: StreamSocket) {
        let peer = socket.peer
        guard let chosen = admission.admit(peer, acceptedBy: index) else { return reject(socket, of: peer) }
        if chosen == index { return serve(socket, of: peer) }
        let worker = workers[chosen]
        worker.loop.execute { worker.serve(socket, of: peer) }
    }

    private func serve(_ socket: StreamSocket, of peer: SocketAddress?) {
        let connection = Connection(
            socket: socket, info: ConnectionInfo(peer: peer, isSecure: tls != nil, loop: loop, bodyBudget: bodyBudget),
            worker: self)
        do {
            try loop.register(socket.number, interest: [.readable, .writable], handler: connection)
        } catch {
            admission.leave(peer, servedBy: index)
            logger.warning("connection dropped", metadata: ["error": "\(error)"])
            return
        }
        connections[ObjectIdentifier(connection)] = connection
        countChanged()
        if let tls {
            // The handshake has a task of its own, so that its memory is not kept for the connection's life.
            connection.task = loop.start { [loop] in
                guard await connection.secure(by: tls) else { return await connection.abandonHandshake() }
                connection.task = loop.start { await connection.serve() }
            }
        } else {
            connection.task = loop.start { await connection.serve() }
        }
    }

    /// Lets idle connections keep their requests only while there are few connections.
    private func countChanged() {
        let areFew = connections.count <= RequestPool.fewConnections
        guard areFew != requests.connectionsKeepRequests else { return }
        requests.connectionsKeepRequests = areFew
        guard !areFew else { return }
        for connection in connections.values where connection.waiting == .head {
            connection.reader.releaseIdleRequest(to: requests)
        }
    }

    /// Sends a 503 in one write, and closes the socket.
    private func reject(_ socket: StreamSocket, of peer: SocketAddress?) {
        // With TLS, a response would need a handshake, which would cost more than the rejection saves.
        if tls != nil { return chain.rejected(.serviceUnavailable, ConnectionInfo(peer: peer, loop: loop)) }
        var output: [UInt8] = []
        var headers = HeaderFields()
        headers["Retry-After"] = "1"
        serializer.setTime(secondsSinceEpoch: loop.wallMilliseconds / 1000)
        serializer.append(
            status: .serviceUnavailable, fields: headers, framing: .length(0),
            connection: "close", to: &output)
        _ = socket.send(output, from: 0)
        socket.shutdownSending()
        chain.rejected(.serviceUnavailable, ConnectionInfo(peer: peer, loop: loop))
    }

    /// Counts a handshake, and gives up the oldest one if there are too many.
    ///
    /// - Returns: the handshake's number, for `endHandshake`.
    func beginHandshake(_ connection: Connection) -> Int {
        let (number, oldest) = handshakes.add(connection)
        oldest?.abort()
        return number
    }

    func endHandshake(_ number: Int) { handshakes.remove(number) }

    func acceptPaused(_ error: SystemError) { pauses.begin(error) }

    func acceptResumed() { pauses.end() }

    func closed(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        countChanged()
        admission.leave(connection.info.peer, servedBy: index)
        if connections.isEmpty { loop.resume(drained) }
    }

    // MARK: Stopping

    /// Leaves all new handshakes to a server that takes over, and stops accepting once those in progress have had time
    /// to complete.
    func endListening() async {
        for listener in listeners { listener.prefer(processor: nil) }
        let ended = Suspension()
        await suspend(ended, atMost: Self.handshakeTimeout) { [loop] in loop.resume(ended) }
        for listener in listeners { listener.end() }
        workers = []
    }

    /// Waits for current requests within the grace time, then aborts the remaining connections. A handler that does not
    /// wait for its client can't be interrupted, and is left running.
    func drain() async {
        isDraining = true
        drainDeadline = loop.now &+ Self.drainTimeout
        for connection in connections.values { connection.prepareToStop() }
        if connections.isEmpty { return }
        await suspend(drained, atMost: settings.shutdownGrace.nanoseconds) { [self] in
            for connection in connections.values { connection.abort() }
            loop.resume(drained)
        }
    }

    /// Suspends the task until the suspension is resumed, and calls a closure if that takes too long.
    ///
    /// - Parameter end: called after that many nanoseconds; must resume the suspension.
    private func suspend(_ suspension: Suspension, atMost nanoseconds: UInt64, end: @escaping () -> Void) async {
        let alarm = Alarm(action: end)
        alarm.timer.set(loop.now + nanoseconds, on: loop)
        await loop.suspend(suspension)
        // A loop does not retain the owners of its timers.
        withExtendedLifetime(alarm) {}
    }
}

/// Calls a closure when its deadline has passed.
private final class Alarm: TimerTarget {
    private(set) lazy var timer = LoopTimer(target: self)
    private let action: () -> Void

    init(action: @escaping () -> Void) {
        self.action = action
    }

    func timerFired(_ timer: LoopTimer) {
        action()
    }
}
