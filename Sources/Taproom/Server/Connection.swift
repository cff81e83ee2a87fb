import TaproomHTTP
import TaproomNet

/// One connection: a task that takes requests, has them answered and writes the responses, one after another.
///
/// The loop reads and parses when epoll says that there is something, and resumes the task only when a whole
/// head is there. The task looks into the buffer first, so pipelined requests cost no wait between them, and
/// their responses leave in one write.
///
/// What it knows is here; how it takes heads, writes, waits and ends is in the extensions.
final class Connection: @unchecked Sendable {
    /// What looking for a head brought.
    enum Arrival {
        case request
        case needMore
        case wrong(RequestError)
        case timedOut
        case closed
    }

    enum Waiting {
        case nothing
        case head
        case readable
        case writable
        case turn
    }

    let socket: StreamSocket
    let worker: Worker
    let info: ConnectionInfo
    var request: Request?
    var parser: RequestParser
    var output: [UInt8] = []
    var sent = 0
    /// Whether output of this connection waits for the end of the turn.
    var isInBatch = false
    let waiter = Waiter()
    var waiting = Waiting.nothing
    var arrival = Arrival.needMore
    lazy var timer = LoopTimer(target: self)
    /// Epoll reports changes only: these remember what it said until a call finds it no longer so.
    var mayRead = true
    var mayWrite = true
    var peerHasEnded = false
    var isBroken = false
    var keepAlive = true
    var served = 0
    var outputRate = RateGuard()
    /// Since when the output waits for the socket, and what the client had not acknowledged then.
    var writeWait: (since: UInt64, unacknowledged: Int) = (0, 0)
    /// Bytes of a long response that were written since others had their turn.
    var sentInTurn = 0

    /// Responses to pipelined requests gather up to so many bytes before they are written.
    private static let outputLimit = 64 * 1024

    init(socket: StreamSocket, info: ConnectionInfo, worker: Worker) {
        self.socket = socket
        self.worker = worker
        self.info = info
        parser = RequestParser(limits: worker.settings.requestLimits)
    }

    /// Serves the connection until it ends. To be called on the loop's thread.
    @concurrent
    func serve() async {
        setDeadline(worker.timeouts.header)
        var unflushed = 0
        while true {
            var arrival = takeHead()
            if case .needMore = arrival {
                unflushed = 0
                if !output.isEmpty, !flushAtEndOfTurn(), !flushNow() {
                    await flush()
                    setDeadline(parser.hasBegun ? worker.timeouts.header : worker.timeouts.idle)
                }
                if isBroken { break }
                if mayRead { continue }
                if worker.isDraining { setDeadline(Worker.drainPatience) }
                waiting = .head
                await worker.loop.wait(at: waiter)
                arrival = self.arrival
                if case .needMore = arrival { continue }
            }
            guard case .request = arrival else {
                refuse(arrival)
                break
            }
            timer.cancel()
            // A handler may take long, and what the last response left unsent would wait for it.
            if isInBatch, !flushNow() { await flush() }
            served += 1
            // A scope of its own: `finishRequest` wants to see the only reference left.
            if let request {
                keepAlive = request.head.keepAlive && served < worker.settings.requestsPerConnection
                let response = await worker.chain.respond(to: request)
                await worker.loop.enter()
                if worker.isDraining || request.isContentUnread { keepAlive = false }
                if !append(response, to: request) {
                    await send(response.body, isChunked: request.head.minorVersion > 0)
                }
            }
            finishRequest()
            guard keepAlive, !isBroken else { break }
            unflushed += 1
            if unflushed >= worker.settings.pipelineLimit || output.count > Self.outputLimit {
                unflushed = 0
                if !flushNow() { await flush() }
                await nextTurn()
            }
            if self.request?.input.isEmpty ?? true { setDeadline(worker.timeouts.idle) }
        }
        if isInBatch || !output.isEmpty, !flushNow() { await flush() }
        await close()
    }

    /// Makes the request object ready for the next request; one that somebody kept is left to them. Called
    /// where no frame of the task refers to the request any more.
    private func finishRequest() {
        parser.reset()
        guard isKnownUniquelyReferenced(&request) else {
            guard let kept = request else { return }
            let successor = worker.takeRequest(info)
            successor.input.append(kept.input.bytes[kept.input.start..<kept.input.end])
            request = successor
            return
        }
        request?.reset()
        request?.input.consume()
    }
}
