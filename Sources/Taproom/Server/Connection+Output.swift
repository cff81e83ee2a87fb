import Logging
import TaproomHTTP
import TaproomNet

/// Writing responses.
extension Connection: BatchSender {
    private static let smallFile = 16 * 1024
    /// A client that takes all that it is given gets so many bytes before others have their turn.
    private static let turnLimit = 256 * 1024

    /// Puts the head, and content that is in memory, into the output.
    ///
    /// - Returns: false where the content has yet to be sent.
    func append(_ response: Response, to request: Request) -> Bool {
        beginOutput()
        guard !response.status.forbidsContent else {
            // Unlike the others 205 has to say so (RFC 9110 §15.3.6).
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
        case .file, .parts, .content:
            if let length = response.body.length {
                appendHead(response, .length(length), to: request)
            } else if request.head.minorVersion > 0 {
                appendHead(response, .chunked, to: request)
            } else {
                keepAlive = false
                appendHead(response, .close, to: request)
            }
            return request.method == .head
        }
    }

    /// - Parameter content: what of the content is there; HEAD gets none of it.
    @inline(__always)
    private func appendHead(
        _ response: Response, _ framing: ResponseSerializer.Framing, _ content: Span<UInt8> = Span(),
        to request: Request
    ) {
        worker.serializer.append(
            status: response.status, contentType: response.contentType, fields: response.headers,
            framing: framing, connection: keepAlive ? (request.head.minorVersion == 0 ? "keep-alive" : nil) : "close",
            content: content.extracting(first: request.method == .head ? 0 : content.count), to: &output)
    }

    /// Puts the answer to what is no request into the output.
    func refuse(_ arrival: Arrival) {
        switch arrival {
        case .wrong(let error): refuse(error.status, error.message)
        case .timedOut: refuse(.requestTimeout, "The request did not arrive in time.")
        case .request, .needMore, .closed: return
        }
    }

    private func refuse(_ status: HTTPStatus, _ message: String) {
        keepAlive = false
        beginOutput()
        worker.serializer.append(
            status: status, contentType: "text/plain; charset=utf-8", fields: HeaderFields(),
            framing: .length(message.utf8.count + 1), connection: "close", to: &output)
        output.append(contentsOf: message.utf8)
        output.append(0x0a)
    }

    private func beginOutput() {
        if output.isEmpty { worker.batch.equip(&output) }
        worker.serializer.setTime(secondsSinceEpoch: worker.loop.wallMilliseconds / 1000)
    }

    /// Tells a client that waits for it to send its content (RFC 9110 §10.1.1).
    func sendContinue() async {
        beginOutput()
        output.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
        if !flushNow() { await flush() }
    }

    // MARK: Content that is not in memory

    /// Sends what `append` left out.
    ///
    /// - Parameter isChunked: whether content of unknown length goes out in chunks.
    func send(_ body: ResponseBody, isChunked: Bool) async {
        switch body {
        case .empty, .text, .bytes: break
        case .file(let file, let range): await send(file, range)
        case .parts(let parts):
            for part in parts {
                switch part {
                case .bytes(let bytes): output.append(contentsOf: bytes)
                case .file(let file, let range): await send(file, range)
                }
            }
        case .content(let content):
            let length = content.length
            let sink = ConnectionSink(self, length: length, isChunked: isChunked && length == nil)
            do {
                try await content.write(to: ResponseWriter(sink))
                await worker.loop.enter()
                try sink.finish()
            } catch {
                await worker.loop.enter()
                // The head is gone: the only way to tell that the content is not whole is to end the connection.
                sink.abandon()
                if !(error is ResponseWriterError) {
                    worker.logger.error("a response broke off", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// Sends part of a file: a small one in the same write as the head, a large one by the kernel.
    private func send(_ file: OpenFile, _ range: Range<Int>) async {
        if range.count <= Self.smallFile {
            if !file.read(from: range.lowerBound, count: range.count, into: &output) { isBroken = true }
            return
        }
        if !flushNow() { await flush() }
        var offset = range.lowerBound
        while offset < range.upperBound, !isBroken {
            switch file.send(to: socket, from: offset, count: min(range.upperBound - offset, Self.turnLimit)) {
            case .bytes(let count):
                offset += count
                outputRate.add(bytes: count)
                await yieldTurn(after: count)
            case .wouldBlock:
                mayWrite = false
                await waitWritable()
            case .failed: isBroken = true
            }
        }
    }

    /// Lets others have their turn once a response has had its share of this one.
    func yieldTurn(after count: Int) async {
        sentInTurn += count
        guard sentInTurn >= Self.turnLimit else { return }
        sentInTurn = 0
        await nextTurn()
    }

    // MARK: The socket

    /// Lets the output leave together with those of the turn's other connections.
    ///
    /// - Returns: false where it must be written by itself.
    func flushAtEndOfTurn() -> Bool {
        guard !isInBatch, mayWrite, sent == 0, output.count <= SendBatch.longest else { return false }
        isInBatch = true
        worker.batch.add(&output, to: socket, for: self)
        return true
    }

    func sent(_ bytes: inout [UInt8], _ outcome: StreamSocket.Sent) {
        isInBatch = false
        switch outcome {
        case .bytes(let count):
            outputRate.add(bytes: count)
            if count == bytes.count { return }
            takeBack(&bytes, from: count)
        case .wouldBlock:
            mayWrite = false
            takeBack(&bytes, from: 0)
        case .failed: isBroken = true
        }
        guard waiting == .head else { return }
        arrival = .needMore
        resume()
    }

    /// What did not leave comes before what was written since.
    private func takeBack(_ bytes: inout [UInt8], from offset: Int) {
        bytes.removeFirst(offset)
        bytes.append(contentsOf: output)
        output = exchange(&bytes, with: [])
    }

    /// Before anything else is done to the socket.
    func leaveBatch() {
        if isInBatch { worker.batch.submit() }
    }

    /// Writes what the socket takes at once.
    ///
    /// - Returns: false where some is left, for `flush`.
    func flushNow() -> Bool {
        leaveBatch()
        while sent < output.count, !isBroken {
            switch socket.send(output, from: sent) {
            case .bytes(let count):
                sent += count
                outputRate.add(bytes: count)
            case .wouldBlock:
                mayWrite = false
                return false
            case .failed: isBroken = true
            }
        }
        sent = 0
        output.removeAll(keepingCapacity: output.capacity <= Worker.largestSpareOutput)
        worker.batch.keep(&output)
        return true
    }

    /// Writes all of the output, however slow the client is, within reason.
    func flush() async {
        while true {
            if flushNow() { return }
            await waitWritable()
        }
    }
}

/// Carries a producer's bytes to the connection, in chunks where the length is not known.
final class ConnectionSink: ContentSink, @unchecked Sendable {
    private unowned let connection: Connection
    private let isChunked: Bool
    private var remaining: Int?

    init(_ connection: Connection, length: Int?, isChunked: Bool) {
        self.connection = connection
        self.isChunked = isChunked
        remaining = length
    }

    @concurrent
    func write(_ bytes: [UInt8]) async throws {
        await connection.worker.loop.enter()
        guard !connection.isBroken else { throw ResponseWriterError.disconnected }
        if let remaining {
            guard bytes.count <= remaining else { throw ResponseWriterError.wrongLength }
            self.remaining = remaining - bytes.count
        }
        if isChunked {
            ResponseSerializer.appendChunk(bytes, to: &connection.output)
        } else {
            connection.output.append(contentsOf: bytes)
        }
        if !connection.flushNow() { await connection.flush() }
        guard !connection.isBroken else { throw ResponseWriterError.disconnected }
        await connection.yieldTurn(after: bytes.count)
    }

    /// Ends the content.
    func finish() throws {
        if let remaining, remaining > 0 { throw ResponseWriterError.wrongLength }
        if isChunked { ResponseSerializer.appendLastChunk(to: &connection.output) }
    }

    /// Lets the client see that the content is not whole.
    func abandon() {
        connection.isBroken = true
    }
}
