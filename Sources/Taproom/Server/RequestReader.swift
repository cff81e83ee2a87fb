import TaproomHTTP
import TaproomNet

/// Takes requests off a connection's socket: the owner of the parser, and of the buffer with what was received and not
/// used up yet. Only the connection's task calls it; readiness only wakes that task.
final class RequestReader {
    /// What looking for a request's head brought.
    enum Outcome {
        case request
        /// The socket has no more for now.
        case needMore
        case malformed(RequestError)
        /// The peer has ended its direction, or the connection is lost.
        case ended
    }

    private let socket: StreamSocket
    private var parser: RequestParser
    /// The request that was read last, or whose head is being read; nil while an idle connection needs none.
    private(set) var request: Request?
    /// Epoll reports changes only: this remembers what it said until a read finds it no longer so.
    var mayRead = true
    /// Whether the peer has ended its direction: a read that fills less than the buffer may not be the last one.
    var peerHasEnded = false

    init(socket: StreamSocket, limits: RequestLimits) {
        self.socket = socket
        parser = RequestParser(limits: limits)
    }

    /// Whether the next request has begun. Empty lines before it do not count (RFC 9112 §2.2).
    var hasBegun: Bool { parser.hasBegun }

    /// The next request's head, from what is buffered and what can be read without waiting.
    func next(_ pool: RequestPool, _ info: ConnectionInfo) -> Outcome {
        if let request, !request.input.isEmpty {
            let outcome = parse(request)
            guard case .needMore = outcome else { return outcome }
        }
        while mayRead {
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

    /// Notes where the content is; `input.start` moves past what is known to belong to this request.
    private func beginContent(of request: Request, at position: Int) {
        let input = request.input
        input.start = position
        switch request.head.framing {
        case .none: break
        case .length(let length) where length <= input.end - position:
            request.content = .buffered(position..<(position + length))
            input.start = position + length
        // What reads it belongs to the connection.
        case .length, .chunked: request.content = .none
        }
    }

    /// Whether content of the request has yet to be read from the socket.
    var hasLateContent: Bool {
        guard let request else { return false }
        if case .none = request.head.framing { return false }
        if case .buffered = request.content { return false }
        return true
    }

    /// Reads once; a read that does not fill the buffer has emptied the socket.
    func receive(into input: InputBuffer) -> StreamSocket.Received {
        let room = input.room
        let received = socket.receive(into: &input.bytes, at: input.end)
        switch received {
        case .bytes(let count):
            input.end += count
            mayRead = count == room || peerHasEnded
        // A client may end its direction and still wait for its responses.
        case .wouldBlock, .endOfStream, .failed: mayRead = false
        }
        return received
    }

    /// Reads bytes that nobody wants; how many there were.
    func discard(into scratch: inout [UInt8]) -> StreamSocket.Received {
        let received = socket.receive(into: &scratch, at: 0)
        if case .wouldBlock = received { mayRead = false }
        return received
    }

    /// Makes the request object ready for the next request; one that somebody kept is left to them. Called where no frame
    /// of the task refers to the request any more.
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

    /// Lets go of the request when the connection closes.
    func close() {
        request = nil
    }

    private func recycleIdleRequest(_ pool: RequestPool) {
        guard let idle = request, idle.input.isEmpty else { return }
        if pool.connectionsKeepRequests, idle.input.hasUsualSize { return }
        request = nil
        pool.recycle(idle)
    }
}

/// Requests of one event loop, with their buffers, that wait for their next use.
final class RequestPool {
    private let context: ApplicationContext
    private var idle: [Request] = []
    /// Whether connections are so few that each may keep its request and its buffer between requests.
    var connectionsKeepRequests = true

    /// How many requests wait at most, and up to how many connections keep theirs.
    static let limit = 256

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

    /// Takes back a request that nobody else holds, with an empty buffer of the usual size.
    func recycle(_ request: Request) {
        guard idle.count < Self.limit, request.input.hasUsualSize else { return }
        idle.append(request)
    }
}
