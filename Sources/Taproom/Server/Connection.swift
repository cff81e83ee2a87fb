import TaproomHTTP
import TaproomNet

/// One connection: a task that takes requests, has them answered and writes the responses, one after another.
///
/// The loop reads and parses when epoll says that there is something, and resumes the task only when a whole
/// head is there. The task looks into the buffer first, so pipelined requests cost no wait between them, and
/// their responses leave in one write.
final class Connection: ReadinessHandler, TimerTarget, @unchecked Sendable {
    /// What looking for a head brought.
    enum Arrival {
        case request
        case needMore
        case wrong(RequestError)
        case timedOut
        case closed
    }

    private enum Waiting {
        case nothing
        case head
        case readable
        case writable
    }

    let socket: StreamSocket
    let worker: Worker
    private let info: ConnectionInfo
    private(set) var request: Request?
    private var parser: RequestParser
    private var output: [UInt8] = []
    private var waiter = Waiter()
    private var waiting = Waiting.nothing
    private var arrival = Arrival.needMore
    private lazy var timer = LoopTimer(target: self)
    /// Epoll reports changes only: these remember what it said until a call finds it no longer so.
    private var mayRead = true
    private var mayWrite = true
    private var peerHasEnded = false
    private(set) var isBroken = false
    private var keepAlive = true

    /// Responses to pipelined requests gather up to so many bytes before they are written.
    private static let outputLimit = 64 * 1024

    init(socket: StreamSocket, worker: Worker) {
        self.socket = socket
        self.worker = worker
        info = ConnectionInfo(peer: socket.peer)
        parser = RequestParser(limits: worker.settings.requestLimits)
    }

    // MARK: The task

    /// Serves the connection until it ends.
    func serve() async {
        setDeadline(worker.settings.headerTimeout)
        while true {
            var arrival = takeHead()
            if case .needMore = arrival {
                if !output.isEmpty { await flush() }
                if worker.isDraining || isBroken { break }
                if mayRead { continue }
                waiting = .head
                await withUnsafeContinuation { waiter.park($0) }
                arrival = self.arrival
            }
            guard case .request = arrival else {
                await refuse(arrival)
                break
            }
            await answer()
            finishRequest()
            if output.count > Self.outputLimit { await flush() }
            guard keepAlive, !isBroken else { break }
            if waiting == .nothing, request?.input.isEmpty ?? true { setDeadline(worker.settings.idleTimeout) }
        }
        if !output.isEmpty { await flush() }
        await close()
    }

    /// Has the request at hand answered and the response put into the output.
    private func answer() async {
        guard let request else { return }
        timer.cancel()
        keepAlive = request.head.keepAlive
        let response = await worker.chain.respond(to: request)
        if worker.isDraining { keepAlive = false }
        if case .streamed(let source) = request.content, !source.isFinished { keepAlive = false }
        append(response, to: request)
        if case .file(let file, let range) = response.body, request.method != .head {
            await send(file, range)
        }
    }

    private func append(_ response: Response, to request: Request) {
        if output.isEmpty { output = worker.takeOutput() }
        worker.serializer.setTime(secondsSinceEpoch: worker.loop.wallMilliseconds / 1000)
        let hasContent = !response.status.forbidsContent
        worker.serializer.append(
            status: response.status, contentType: response.contentType, fields: response.headers,
            framing: hasContent ? .length(response.body.length) : .none,
            connection: keepAlive ? (request.head.minorVersion == 0 ? "keep-alive" : nil) : "close",
            to: &output)
        guard hasContent, request.method != .head else { return }
        switch response.body {
        case .empty: break
        case .text(let text): output.append(contentsOf: text.utf8)
        case .bytes(let bytes): output.append(contentsOf: bytes)
        case .file: break
        }
    }

    /// Sends part of a file: a small one in the same write as the head, a large one by the kernel.
    private func send(_ file: OpenFile, _ range: Range<Int>) async {
        if range.count <= Self.smallFile {
            if !file.read(from: range.lowerBound, count: range.count, into: &output) { isBroken = true }
            return
        }
        await flush()
        var offset = range.lowerBound
        while offset < range.upperBound, !isBroken {
            switch file.send(to: socket, from: offset, count: range.upperBound - offset) {
            case .bytes(let count): offset += count
            case .wouldBlock:
                mayWrite = false
                await wait(.writable)
            case .failed: isBroken = true
            }
        }
    }

    private static let smallFile = 16 * 1024

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

    private func refuse(_ arrival: Arrival) async {
        let status: HTTPStatus
        let message: String
        switch arrival {
        case .wrong(let error):
            status = error.status
            message = error.message
        case .timedOut:
            status = .requestTimeout
            message = "The request did not arrive in time."
        default: return
        }
        keepAlive = false
        if output.isEmpty { output = worker.takeOutput() }
        worker.serializer.setTime(secondsSinceEpoch: worker.loop.wallMilliseconds / 1000)
        worker.serializer.append(
            status: status, contentType: "text/plain; charset=utf-8", fields: HeaderFields(),
            framing: .length(message.utf8.count + 1), connection: "close", to: &output)
        output.append(contentsOf: message.utf8)
        output.append(0x0a)
    }

    /// Tells a client that waits for it to send its content (RFC 9110 §10.1.1).
    func sendContinue() async {
        if output.isEmpty { output = worker.takeOutput() }
        output.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
        await flush()
    }

    /// Writes all of the output.
    func flush() async {
        var offset = 0
        while offset < output.count, !isBroken {
            switch socket.send(output, from: offset) {
            case .bytes(let count): offset += count
            case .wouldBlock:
                mayWrite = false
                await wait(.writable)
            case .failed: isBroken = true
            }
        }
        worker.giveBack(output)
        output = []
    }

    // MARK: Taking heads

    /// Parses what is buffered, then what can be read without waiting.
    private func takeHead() -> Arrival {
        if let request, !request.input.isEmpty {
            let arrival = parse(request)
            guard case .needMore = arrival else { return arrival }
        }
        while mayRead {
            let request = self.request ?? worker.takeRequest(info)
            self.request = request
            switch receive(into: request.input) {
            case .bytes:
                let arrival = parse(request)
                guard case .needMore = arrival else { return arrival }
            case .wouldBlock: break
            case .endOfStream, .failed: return .closed
            }
        }
        releaseIdleRequest()
        return .needMore
    }

    private func parse(_ request: Request) -> Arrival {
        let input = request.input
        let isFirstByte = !parser.hasBegun
        let storage = input.bytes
        let bytes = storage.span.extracting(input.start..<input.end)
        switch parser.parse(bytes, into: &request.head) {
        case .done(let length):
            request.base = input.start
            beginContent(of: request, at: input.start + length)
            return .request
        case .needMore:
            if isFirstByte { setDeadline(worker.settings.headerTimeout) }
            return .needMore
        case .wrong(let error): return .wrong(error)
        }
    }

    /// Notes where the content is; `input.start` moves past what is known to belong to this request.
    private func beginContent(of request: Request, at position: Int) {
        let input = request.input
        input.start = position
        switch request.head.framing {
        case .none: break
        case .length(let length) where length <= input.end - position:
            request.content = .buffered(position..<(position + length))
            input.start = position + length
        case .length, .chunked:
            request.content = .streamed(BodyReader(connection: self, request: request))
        }
    }

    /// Reads once; a read that does not fill the buffer has emptied the socket.
    func receive(into input: InputBuffer) -> StreamSocket.Received {
        if input.room == 0 {
            if parser.hasBegun || input.start == 0 { input.grow() } else { input.compact() }
        }
        let room = input.room
        let received = socket.receive(into: &input.bytes, at: input.end)
        switch received {
        case .bytes(let count):
            input.end += count
            mayRead = count == room || peerHasEnded
        case .wouldBlock: mayRead = false
        case .endOfStream, .failed:
            mayRead = false
            isBroken = true
        }
        return received
    }

    private func releaseIdleRequest() {
        guard let idle = request, idle.input.isEmpty else { return }
        request = nil
        worker.giveBack(idle)
    }

    // MARK: Waiting

    /// Suspends the task until the socket may be ready, or is broken, as it is when the stall time-out passes.
    private func wait(_ readiness: Waiting) async {
        waiting = readiness
        setDeadline(worker.settings.stallTimeout)
        await withUnsafeContinuation { waiter.park($0) }
        timer.cancel()
    }

    /// Suspends the task until there may be something to read.
    func waitReadable() async {
        guard !mayRead, !isBroken else { return }
        await wait(.readable)
    }

    func ready(_ readiness: Readiness) {
        if readiness.intersects([.readable, .failed]) {
            mayRead = true
            if readiness.intersects([.failed, .peerEnded]) { peerHasEnded = true }
        }
        if readiness.intersects([.writable, .failed]) { mayWrite = true }
        switch waiting {
        case .nothing: return
        case .head:
            guard mayRead else { return }
            arrival = takeHead()
            if case .needMore = arrival { return }
        case .readable: guard mayRead else { return }
        case .writable: guard mayWrite else { return }
        }
        resume()
    }

    func timerFired(_ timer: LoopTimer) {
        switch waiting {
        case .nothing: return
        case .head: arrival = parser.hasBegun ? .timedOut : .closed
        case .readable, .writable: isBroken = true
        }
        resume()
    }

    private func resume() {
        waiting = .nothing
        waiter.wake()
    }

    private func setDeadline(_ timeout: Duration) {
        timer.set(worker.loop.now &+ timeout.nanoseconds, on: worker.loop)
    }

    // MARK: The end

    /// Ends the connection where it waits for a request that has not begun.
    func closeIfIdle() {
        guard waiting == .head, !parser.hasBegun else { return }
        arrival = .closed
        resume()
    }

    /// Ends the connection wherever it is.
    func abort() {
        isBroken = true
        arrival = .closed
        if waiting != .nothing { resume() }
    }

    /// Closes so that the client sees the last response: what it still sends is read for a while, as closing
    /// at once would answer it with a reset, which may overtake the response (RFC 9112 §9.6).
    private func close() async {
        if !isBroken, !keepAlive {
            socket.shutdownSending()
            await discardIncoming()
        }
        timer.cancel()
        worker.loop.unregister(socket.number)
        socket.close()
        request = nil
        worker.closed(self)
    }

    private func discardIncoming() async {
        var scratch = [UInt8](repeating: 0, count: 4096)
        let end = worker.loop.now &+ Self.lingerTime
        var budget = 1024 * 1024
        while !isBroken, budget > 0, worker.loop.now < end {
            switch socket.receive(into: &scratch, at: 0) {
            case .bytes(let count): budget -= count
            case .wouldBlock:
                mayRead = false
                waiting = .readable
                timer.set(end, on: worker.loop)
                await withUnsafeContinuation { waiter.park($0) }
            case .endOfStream, .failed: return
            }
        }
    }

    private static let lingerTime: UInt64 = 2_000_000_000
}
