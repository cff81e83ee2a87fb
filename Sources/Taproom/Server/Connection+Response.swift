import Logging
import TaproomHTTP
import TaproomNet

/// Writes responses.
extension Connection {
    private static let smallFile = 16 * 1024
    /// The most bytes of one response that are sent before other connections get a turn.
    private static let turnLimit = 256 * 1024

    /// Appends the head, and content that is in memory, to the output.
    ///
    /// - Returns: false if content has yet to be sent; for a stream, the head too.
    func append(_ response: Response, to request: Request) -> Bool {
        guard !response.status.forbidsContent else {
            // Unlike 1xx, 204 and 304, a 205 states its length (RFC 9110 §15.3.6).
            appendHead(response, response.status == .resetContent ? .length(0) : .none, to: request)
            return true
        }
        switch response.body {
        case .empty:
            appendHead(response, .length(0), to: request)
            return true
        case .text(let text):
            appendHead(response, .length(text.utf8.count), text.utf8.span, to: request)
            return true
        case .bytes(let bytes):
            appendHead(response, .length(bytes.count), bytes.span, to: request)
            return true
        case .file, .parts:
            appendHead(response, .length(response.body.length ?? 0), to: request)
            return request.method == .head
        case .content(let content):
            guard request.method == .head else { return false }
            appendHead(response, framing(of: content, request), to: request)
            return true
        }
    }

    /// Returns how streamed content is delimited.
    func framing(of content: any ResponseContent, _ request: Request) -> ResponseSerializer.Framing {
        if let length = content.length { return .length(length) }
        if request.head.minorVersion > 0 { return .chunked }
        keepAlive = false
        return .close
    }

    /// Appends the head and the content to the output.
    ///
    /// - Parameter content: the content that is in memory; not sent for HEAD.
    @inline(__always)
    func appendHead(
        _ response: Response, _ framing: ResponseSerializer.Framing, _ content: Span<UInt8> = Span(),
        to request: Request
    ) {
        beginOutput()
        hasBegunResponse = true
        worker.serializer.append(
            status: response.status, fields: response.headers,
            framing: framing, connection: keepAlive ? (request.head.minorVersion == 0 ? "keep-alive" : nil) : "close",
            content: content.extracting(first: request.method == .head ? 0 : content.count), to: &output.bytes)
    }

    /// Appends the response to a malformed or late request. The connection closes after it.
    func reject(_ status: HTTPStatus, _ message: String) {
        keepAlive = false
        beginOutput()
        var fields = HeaderFields()
        fields.contentType = "text/plain; charset=utf-8"
        worker.serializer.append(
            status: status, fields: fields,
            framing: .length(message.utf8.count + 1), connection: "close", to: &output.bytes)
        output.bytes.append(contentsOf: message.utf8)
        output.bytes.append(0x0a)
        let input = reader.request?.input
        worker.chain.rejected(status, info, received: input.map { $0.bytes[$0.start..<$0.end] } ?? [])
    }

    @inline(__always)
    private func beginOutput() {
        output.begin()
        worker.serializer.setTime(secondsSinceEpoch: worker.loop.wallMilliseconds / 1000)
    }

    /// Sends 100 Continue (RFC 9110 §10.1.1).
    func sendContinue() async {
        output.begin()
        output.bytes.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
        await flush()
    }

    // MARK: Content outside of memory

    /// Sends the content that `append` left out.
    func sendContent(of response: Response, to request: Request) async {
        switch response.body {
        case .empty, .text, .bytes: break
        case .file(let file, let range): await send(file, range)
        case .parts(let parts):
            for part in parts {
                switch part {
                case .bytes(let bytes): output.bytes.append(contentsOf: bytes)
                case .file(let file, let range): await send(file, range)
                }
            }
        case .content(let content): await stream(content, of: response, to: request)
        }
    }

    /// Sends a part of a file. A small part is read and sent together with the head; the kernel copies a large one to
    /// the socket.
    private func send(_ file: OpenFile, _ range: Range<Int>) async {
        if range.count <= Self.smallFile {
            output.begin()
            guard file.read(from: range.lowerBound, count: range.count, into: &output.bytes) else {
                return await cutOff()
            }
            return
        }
        await flush()
        var offset = range.lowerBound
        while offset < range.upperBound, !isBroken {
            let count = output.send(file, from: offset, count: min(range.upperBound - offset, Self.turnLimit))
            offset += count
            if count > 0 { await yieldTurn(after: count) } else { await waitForOutput() }
        }
    }

    private func stream(_ content: any ResponseContent, of response: Response, to request: Request) async {
        let stream = ResponseStream(self, content: content, response: response, request: request)
        self.stream = stream
        isAnswering = true
        do {
            if content.isOpenEnded { try await stream.begin() }
            try await content.write(to: ResponseWriter(stream))
            await worker.loop.enter()
            try stream.finish()
        } catch {
            await worker.loop.enter()
            await fail(stream, error, content)
        }
        isAnswering = false
        self.stream = nil
        stream.end()
    }

    private func fail(_ stream: ResponseStream, _ error: any Error, _ content: any ResponseContent) async {
        // An event stream ends like this when the server stops.
        if content.isOpenEnded, error is CancellationError, !isBroken, (try? stream.finish()) != nil { return }
        guard stream.hasBegun else { return await answer(error, instead: stream.response, to: stream.request) }
        if !(error is ResponseWriterError), !(error is CancellationError) {
            worker.logger.error("a response broke off", metadata: ["error": "\(error)"])
        }
        await cutOff()
    }

    /// Sends the response to an error of a stream that has not begun.
    private func answer(_ error: any Error, instead response: Response, to request: Request) async {
        let answer = await worker.chain.answer(error, instead: response, to: request)
        await worker.loop.enter()
        if !append(answer, to: request) { await sendContent(of: answer, to: request) }
    }

    /// Closes the connection after the bytes sent so far, which is the only way to mark the content as incomplete.
    private func cutOff() async {
        await flush()
        isBroken = true
    }

    /// Yields to other connections once this response has used up its share of the turn.
    func yieldTurn(after count: Int) async {
        sentInTurn += count
        guard sentInTurn >= Self.turnLimit else { return }
        sentInTurn = 0
        await nextTurn()
    }
}
