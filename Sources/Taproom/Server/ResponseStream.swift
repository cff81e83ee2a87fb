import Synchronization
import TaproomHTTP
import TaproomNet

/// Carries a producer's bytes to the connection, in chunks where the length is not known. The head goes before the first
/// of them, so that a producer that fails before can still be answered with an error.
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

    /// The server is stopping: the stream should end soon.
    func stop() {
        stopping.store(true, ordering: .relaxed)
    }

    /// Sends the head now.
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

    /// Takes nothing any more.
    func end() {
        hasEnded = true
        if isWriting { connection.giveUp() }
    }
}
