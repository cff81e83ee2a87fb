import TaproomHTTP
import TaproomNet

/// A client connection. Its task reads requests, calls the chain and writes the responses, one after another.
///
/// The task suspends only when the buffer holds no whole request, so pipelined requests are handled without waiting,
/// and their responses are sent together at the end of the loop's turn.
///
/// The extensions wait, respond and close.
final class Connection: @unchecked Sendable {
    /// The event that the task waits for.
    enum Waiting {
        case nothing
        case head
        case content
        case output
        case turn
    }

    let socket: StreamSocket
    let worker: Worker
    var info: ConnectionInfo
    let reader: RequestReader
    let output: SocketOutput
    let suspension = Suspension()
    var waiting = Waiting.nothing
    lazy var timer = LoopTimer(target: self)
    /// Whether the last wait timed out.
    var isTimedOut = false
    /// Whether the connection has failed or was given up.
    var isBroken = false
    /// Whether another request may follow the current one.
    var keepAlive = true
    var outputRate = RateGuard()
    /// When the output began to wait for the socket, and how many bytes the client had not acknowledged then.
    var outputWait: (since: UInt64, unacknowledged: Int) = (0, 0)
    /// Bytes of the current response sent since other connections had a turn.
    var sentInTurn = 0
    /// The task that serves the connection.
    var task: Task<Void, Never>?
    /// Whether a handler runs or a streamed response is being written.
    var isAnswering = false
    /// Whether any part of the response has been written. After that, `100 Continue` must not be sent.
    var hasBegunResponse = false
    /// Reads the current request's content, if it did not arrive together with the head.
    var content: ContentReader?
    /// Whether content that the handler left unread is being discarded.
    var isDiscarding = false
    /// The streamed response that is being written.
    var stream: ResponseStream?

    /// The most bytes of responses to pipelined requests that are buffered before they are sent.
    private static let outputLimit = 64 * 1024

    init(socket: StreamSocket, info: ConnectionInfo, worker: Worker) {
        self.socket = socket
        self.worker = worker
        self.info = info
        reader = RequestReader(socket: socket, limits: worker.settings.requestLimits)
        output = SocketOutput(socket: socket, batch: worker.batch)
        output.setOwner(self)
    }

    /// Serves the connection until it closes. Call it on the loop's thread.
    @concurrent
    func serve() async {
        setDeadline(worker.timeouts.header)
        var served = 0
        var answeredInTurn = 0
        while true {
            let hadBegun = reader.hasBegun
            let outcome = reader.next(worker.requests, info)
            if case .needMore = outcome {
                answeredInTurn = 0
                if reader.hasBegun, !hadBegun { setDeadline(worker.timeouts.header) }
                if reader.mayRead {
                    // The reader has read a lot in this turn.
                    await nextTurn()
                    if !isTimedOut, !isBroken { continue }
                } else if await waitForHead() {
                    continue
                }
                if isTimedOut, reader.hasBegun {
                    reject(.requestTimeout, "The request did not arrive in time.")
                }
                break
            }
            guard case .request = outcome else {
                if case .malformed(let error) = outcome { reject(error.status, error.message) }
                break
            }
            timer.cancel()
            if output.isBlocked { await flush() }
            served += 1
            keepAlive = served < worker.settings.requestsPerConnection
            // A scope of its own: `finishRequest` recycles the request only if no other reference is left.
            if let request = reader.request {
                beginAnswer(to: request)
                let response = await worker.chain.respond(to: request)
                await worker.loop.enter()
                isAnswering = false
                if worker.isDraining { keepAlive = false }
                if let content, content.isReading { interrupt(content) }
                if let content, !canPass(content), !response.body.isStream { keepAlive = false }
                if !append(response, to: request) { await sendContent(of: response, to: request) }
                if let content {
                    await discard(content)
                    content.end()
                    self.content = nil
                }
            }
            reader.finishRequest(worker.requests, info)
            guard keepAlive, !isBroken else { break }
            answeredInTurn += 1
            if answeredInTurn >= worker.settings.pipelineLimit || output.count > Self.outputLimit {
                answeredInTurn = 0
                await nextTurn()
            }
            setDeadline(worker.timeouts.idle)
        }
        output.endBehindBytes()
        await flush()
        await close()
    }

    private func beginAnswer(to request: Request) {
        if !request.head.keepAlive { keepAlive = false }
        hasBegunResponse = false
        isAnswering = true
        guard reader.hasLateContent else { return }
        let content = ContentReader(connection: self, request: request)
        request.content = .streamed(content)
        self.content = content
    }
}
