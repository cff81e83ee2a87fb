import TaproomHTTP
import TaproomNet

/// Taking heads off the wire.
extension Connection {
    /// Parses what is buffered, then what can be read without waiting.
    func takeHead() -> Arrival {
        if let request, !request.input.isEmpty {
            let arrival = parse(request)
            guard case .needMore = arrival else { return arrival }
        }
        while mayRead {
            let request: Request
            if let known = self.request {
                request = known
            } else {
                request = worker.takeRequest(info)
                self.request = request
            }
            request.input.makeRoom()
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
            if isFirstByte { setDeadline(worker.timeouts.header) }
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
        let room = input.room
        let received = socket.receive(into: &input.bytes, at: input.end)
        switch received {
        case .bytes(let count):
            input.end += count
            mayRead = count == room || peerHasEnded
        case .wouldBlock: mayRead = false
        // A client may end its direction and still wait for its responses.
        case .endOfStream: mayRead = false
        case .failed:
            mayRead = false
            isBroken = true
        }
        return received
    }

    private func releaseIdleRequest() {
        guard let idle = request, idle.input.isEmpty else { return }
        if worker.keepsRequests, idle.input.hasUsualSize { return }
        request = nil
        worker.giveBack(idle)
    }
}
