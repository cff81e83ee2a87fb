import Logging
import TaproomHTTP
import TaproomNet

/// What one event loop serves: its listeners, its connections, and the buffers that they take turns with.
/// Everything here happens on the loop's thread.
final class Worker: ConnectionAcceptor, @unchecked Sendable {
    let loop: EventLoop
    let chain: Chain
    let settings: ApplicationSettings
    let logger: Logger
    var serializer = ResponseSerializer()
    /// Set when the server is stopping: connections close after the response they are at.
    private(set) var isDraining = false
    private let listeners: [Listener]
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var idleRequests: [Request] = []
    private var idleOutputs: [[UInt8]] = []
    private var drained = Waiter()

    /// How many buffers of each kind wait for their next use, at most.
    private static let poolLimit = 256
    /// An output buffer that grew larger is not kept.
    private static let largestIdleOutput = 64 * 1024

    init(loop: EventLoop, listeners: [Listener], chain: Chain, settings: ApplicationSettings, logger: Logger) {
        self.loop = loop
        self.listeners = listeners
        self.chain = chain
        self.settings = settings
        self.logger = logger
    }

    /// Starts accepting.
    func begin() {
        for listener in listeners {
            do {
                try listener.begin(acceptor: self)
            } catch {
                logger.error("cannot accept", metadata: ["error": "\(error)"])
            }
        }
    }

    func accepted(_ socket: StreamSocket) {
        let connection = Connection(socket: socket, worker: self)
        do {
            try loop.register(socket.number, interest: [.readable, .writable], handler: connection)
        } catch {
            logger.warning("connection dropped", metadata: ["error": "\(error)"])
            return
        }
        connections[ObjectIdentifier(connection)] = connection
        Task(executorPreference: loop) { await connection.serve() }
    }

    func acceptPaused(_ error: SystemError) {
        logger.warning("accepting pauses for 100 ms", metadata: ["error": "\(error)"])
    }

    func closed(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { drained.wake() }
    }

    // MARK: Buffers

    func takeRequest(_ info: ConnectionInfo) -> Request {
        guard let request = idleRequests.popLast() else {
            return Request(connection: info, settings: settings, input: InputBuffer())
        }
        request.connection = info
        return request
    }

    /// Takes back a request that nobody else holds, with an empty buffer of the usual size.
    func giveBack(_ request: Request) {
        guard idleRequests.count < Self.poolLimit,
            request.input.bytes.count == InputBuffer.initialCapacity
        else { return }
        idleRequests.append(request)
    }

    func takeOutput() -> [UInt8] {
        idleOutputs.popLast() ?? []
    }

    func giveBack(_ output: consuming [UInt8]) {
        guard idleOutputs.count < Self.poolLimit, output.capacity <= Self.largestIdleOutput else { return }
        output.removeAll(keepingCapacity: true)
        idleOutputs.append(output)
    }

    // MARK: Stopping

    /// Stops accepting, lets what is in flight finish for as long as the grace time, then closes the rest.
    func drain() async {
        isDraining = true
        for listener in listeners { listener.end() }
        for connection in connections.values { connection.closeIfIdle() }
        if connections.isEmpty { return }
        let timer = GraceTimer { [self] in
            for connection in connections.values { connection.abort() }
        }
        timer.timer.set(loop.now + settings.shutdownGrace.nanoseconds, on: loop)
        await withUnsafeContinuation { drained.park($0) }
    }
}

/// Calls something when the grace time is over.
private final class GraceTimer: TimerTarget {
    private(set) lazy var timer = LoopTimer(target: self)
    private let action: () -> Void

    init(action: @escaping () -> Void) {
        self.action = action
    }

    func timerFired(_ timer: LoopTimer) {
        action()
    }
}
