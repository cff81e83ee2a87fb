import TaproomHTTP
import TaproomNet

/// One connection: a task that takes requests, has them answered and writes the responses, one after another.
///
/// It looks into the buffer before it waits, so pipelined requests cost no wait between them, and their responses leave
/// in one write at the end of the loop's turn.
///
/// How it waits, responds and closes is in the extensions.
final class Connection: @unchecked Sendable {
    /// What the task waits for.
    enum Waiting {
        case nothing
        case head
        case content
        case output
        case turn
    }

    let socket: StreamSocket
    let worker: Worker
    let info: ConnectionInfo
    let reader: RequestReader
    let output: SocketOutput
    let suspension = Suspension()
    var waiting = Waiting.nothing
    lazy var timer = LoopTimer(target: self)
    /// Whether the wait that ended last took too long.
    var isTimedOut = false
    /// Whether the connection is of no use any more.
    var isBroken = false
    /// Whether another request may follow the one that is being answered.
    var keepAlive = true
    var outputRate = RateGuard()
    /// Since when the output waits for the socket, and what the client had not acknowledged then.
    var outputWait: (since: UInt64, unacknowledged: Int) = (0, 0)
    /// Bytes of a long response that were written since others had their turn.
    var sentInTurn = 0
    /// The task that serves the connection.
    var task: Task<Void, Never>?
    /// Whether a handler, or what writes a streamed response, is at work.
    var isAnswering = false
    /// Whether the head of the response, or a word of it, has been written: `100 Continue` comes too late then.
    var hasBegunResponse = false
    /// What reads the content of the request that is being answered, where it was not there together with the head.
    var content: ContentReader?
    /// Whether content that nobody wants is being read away.
    var isDiscarding = false
    /// What writes the streamed response that is under way.
    var stream: ResponseStream?

    /// Responses to pipelined requests gather up to so many bytes before they are written.
    private static let outputLimit = 64 * 1024

    init(socket: StreamSocket, info: ConnectionInfo, worker: Worker) {
        self.socket = socket
        self.worker = worker
        self.info = info
        reader = RequestReader(socket: socket, limits: worker.settings.requestLimits)
        output = SocketOutput(socket: socket, batch: worker.batch)
        output.setOwner(self)
    }

    /// Serves the connection until it ends. To be called on the loop's thread.
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
                if await waitForHead() { continue }
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
            // A scope of its own: `finishRequest` wants to see the only reference left.
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
