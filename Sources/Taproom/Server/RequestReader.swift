import TaproomHTTP
import TaproomNet

/// Reads requests from a connection's socket. Owns the parser and the buffer of received bytes. Only the connection's
/// task calls it; readiness only resumes that task.
final class RequestReader {
    /// The result of reading a request's head.
    enum Outcome {
        case request
        /// The socket has no more bytes for now.
        case needMore
        case malformed(RequestError)
        /// The peer has shut down its sending direction, or the connection is lost.
        case ended
    }

    private let socket: StreamSocket
    private var parser: RequestParser
    /// The last request, or the one whose head is being read; nil while the connection is idle.
    private(set) var request: Request?
    /// Whether the socket may have bytes to read. epoll reports changes only, so this is kept until a read finds none.
    var mayRead = true
    /// Whether the peer has shut down its sending direction. Then a read that does not fill the buffer need not be the
    /// last one.
    var peerHasEnded = false

    /// The most reads of a request before other connections have their turn.
    static let readsInTurn = 64

    init(socket: StreamSocket, limits: RequestLimits) {
        self.socket = socket
        parser = RequestParser(limits: limits)
    }

    /// Whether the next request has begun. Empty lines before it do not count (RFC 9112 §2.2).
    var hasBegun: Bool { parser.hasBegun }

    /// Reads the next request's head from the buffer and from the socket, without waiting.
    func next(_ pool: RequestPool, _ info: ConnectionInfo) -> Outcome {
        if let request, !request.input.isEmpty {
            let outcome = parse(request)
            guard case .needMore = outcome else { return outcome }
        }
        var reads = 0
        while mayRead {
            // TLS records may hold a byte each, so other connections have their turn in between.
            guard reads < Self.readsInTurn else { return .needMore }
            reads += 1
            let request: Request
            if let known = self.request {
                request = known
            } else {
                request = pool.borrow(info)
                self.request = request
            }
            request.input.makeRoom()
            switch receive(into: request.input) {
            case .bytes:
                let outcome = parse(request)
                guard case .needMore = outcome else { return outcome }
            case .wouldBlock: break
            case .endOfStream, .failed: return .ended
            }
        }
        recycleIdleRequest(pool)
        return .needMore
    }

    private func parse(_ request: Request) -> Outcome {
        let input = request.input
        let storage = input.bytes
        switch parser.parse(storage.span.extracting(input.start..<input.end), into: &request.head) {
        case .done(let length):
            request.base = input.start
            beginContent(of: request, at: input.start + length)
            return .request
        case .needMore: return .needMore
        case .wrong(let error): return .malformed(error)
        }
    }

    /// Finds the request's content. Moves `input.start` behind the bytes known to belong to this request.
    private func beginContent(of request: Request, at position: Int) {
        let input = request.input
        input.start = position
        switch request.head.framing {
        case .none: break
        case .length(let length) where length <= input.end - position:
            request.content = .buffered(position..<(position + length))
            input.start = position + length
        // The connection makes a `ContentReader`.
        case .length, .chunked: request.content = .none
        }
    }

    /// Whether some of the request's content has not been received yet.
    var hasLateContent: Bool {
        guard let request else { return false }
        if case .none = request.head.framing { return false }
        if case .buffered = request.content { return false }
        return true
    }

    /// Reads once. A read that does not fill the buffer has emptied the socket.
    func receive(into input: InputBuffer) -> StreamSocket.Received {
        let room = input.room
        let received = socket.receive(into: &input.bytes, at: input.end)
        switch received {
        case .bytes(let count):
            input.end += count
            mayRead = socket.mayHaveMore(after: count, room: room) || peerHasEnded
        // A client may shut down its sending direction and still wait for responses.
        case .wouldBlock, .endOfStream, .failed: mayRead = false
        }
        return received
    }

    /// Reads bytes and discards them.
    func discard(into scratch: inout [UInt8]) -> StreamSocket.Received {
        let received = socket.receive(into: &scratch, at: 0)
        if case .wouldBlock = received { mayRead = false }
        return received
    }

    /// Recycles the request object for the next request, unless another reference to it is left. Call it when no frame
    /// of the task refers to the request.
    func finishRequest(_ pool: RequestPool, _ info: ConnectionInfo) {
        parser.reset()
        guard isKnownUniquelyReferenced(&request) else {
            guard let kept = request else { return }
            let successor = pool.borrow(info)
            successor.input.append(kept.input.bytes[kept.input.start..<kept.input.end])
            request = successor
            return
        }
        request?.reset()
        request?.input.consume()
    }

    /// Releases the request when the connection closes.
    func close(_ pool: RequestPool) {
        guard !parser.hasBegun, isKnownUniquelyReferenced(&request), let last = request else { return request = nil }
        request = nil
        last.reset()
        last.input.clear()
        pool.recycle(last)
    }

    private func recycleIdleRequest(_ pool: RequestPool) {
        if pool.connectionsKeepRequests, request?.input.hasUsualSize == true { return }
        releaseIdleRequest(to: pool)
    }

    /// Gives the request back to the pool if no part of the next one has arrived. Call it when no frame of the task
    /// refers to the request.
    func releaseIdleRequest(to pool: RequestPool) {
        guard let idle = request, idle.input.isEmpty else { return }
        request = nil
        pool.recycle(idle)
    }
}

/// A pool of request objects, with their buffers, of one event loop.
final class RequestPool {
    private let context: ApplicationContext
    private var idle: [Request] = []
    /// Whether each connection may keep its request between requests, because there are few connections.
    var connectionsKeepRequests = true

    /// The most requests in the pool.
    private static let limit = 64
    /// The most connections that keep requests of their own.
    static let fewConnections = 256

    init(context: ApplicationContext) {
        self.context = context
    }

    func borrow(_ info: ConnectionInfo) -> Request {
        guard let request = idle.popLast() else {
            return Request(connection: info, context: context, input: InputBuffer())
        }
        request.connection = info
        return request
    }

    /// Returns a request to the pool if the pool has room and the request's buffer its usual size. The caller has reset
    /// the request and holds its last reference.
    func recycle(_ request: Request) {
        guard idle.count < Self.limit, request.input.hasUsualSize else { return }
        idle.append(request)
    }
}
