import Synchronization
import TaproomHTTP
import TaproomNet

/// Writes the content of a streamed response to the connection, in chunks if its length is not known. The head is
/// written with the first bytes, so that an error before them can still be answered with a response of its own.
final class ResponseStream: ContentSink, @unchecked Sendable {
    let response: Response
    let request: Request
    private let connection: Connection
    private let framing: ResponseSerializer.Framing
    private var remaining: Int?
    /// Whether the head has been written.
    private(set) var hasBegun = false
    private var isWriting = false
    private var hasEnded = false
    private let stopping = Atomic(false)

    init(_ connection: Connection, content: any ResponseContent, response: Response, request: Request) {
        self.connection = connection
        self.response = response
        self.request = request
        remaining = content.length
        framing = connection.framing(of: content, request)
    }

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Tells the writer that the server stops, and the stream should end soon.
    func stop() {
        stopping.store(true, ordering: .relaxed)
    }

    /// Sends the head without waiting for content.
    func begin() async throws {
        writeHead()
        await connection.flush()
        guard !connection.isBroken else { throw ResponseWriterError.disconnected }
    }

    private func writeHead() {
        guard !hasBegun else { return }
        hasBegun = true
        connection.appendHead(response, framing, to: request)
    }

    @concurrent
    func write(_ bytes: [UInt8]) async throws {
        await connection.worker.loop.enter()
        guard !hasEnded else { throw ResponseWriterError.ended }
        guard !connection.isBroken else { throw ResponseWriterError.disconnected }
        guard !isWriting, connection.waiting == .nothing else { throw ResponseWriterError.overlapping }
        if let remaining {
            guard bytes.count <= remaining else { throw ResponseWriterError.wrongLength }
            self.remaining = remaining - bytes.count
        }
        isWriting = true
        defer { isWriting = false }
        writeHead()
        connection.output.begin()
        if framing == .chunked {
            ResponseSerializer.appendChunk(bytes, to: &connection.output.bytes)
        } else {
            connection.output.bytes.append(contentsOf: bytes)
        }
        await connection.flush()
        guard !connection.isBroken else { throw ResponseWriterError.disconnected }
        await connection.yieldTurn(after: bytes.count)
    }

    /// Ends the content.
    func finish() throws {
        if let remaining, remaining > 0 { throw ResponseWriterError.wrongLength }
        writeHead()
        guard framing == .chunked else { return }
        connection.output.begin()
        ResponseSerializer.appendLastChunk(to: &connection.output.bytes)
    }

    /// Rejects all further writes.
    func end() {
        hasEnded = true
        if isWriting { connection.giveUp() }
    }
}
