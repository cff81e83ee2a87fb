import TaproomHTTP
import TaproomNet

/// Reads a request's content from its connection as it is asked for. Chunks come to lie behind the head in
/// the request's buffer, so that a slow or endless sender costs no more memory than the buffer has.
final class ContentReader: RequestContentSource, @unchecked Sendable {
    private let loop: EventLoop
    /// nil once the response has ended: what comes then belongs to the next request.
    private var connection: Connection?
    private unowned let request: Request
    private var chunked: ChunkedDecoder?
    private var left: Int
    /// Whether the client waits for a word before it sends the content.
    private(set) var needsContinue: Bool
    private var rate = RateGuard()
    private var count = 0
    private(set) var isFinished = false
    /// Whether the content can't be read to its end.
    private(set) var hasFailed = false
    private(set) var isReading = false
    private var hasEnded = false
    /// Where the content begins in the buffer, behind the head.
    private let origin: Int
    /// A head that nearly fills the buffer must not leave the content a few bytes at a time.
    private static let leastRoom = 4096

    init(connection: Connection, request: Request) {
        loop = connection.worker.loop
        self.connection = connection
        self.request = request
        needsContinue = request.head.expectsContinue
        origin = request.input.start
        switch request.head.framing {
        case .length(let length): left = length
        case .none: left = 0
        case .chunked:
            left = 0
            chunked = ChunkedDecoder()
        }
    }

    /// Bytes that have not been read yet, where the head says how many there are.
    var remaining: Int? { chunked == nil ? left : nil }

    /// Takes leave of the connection, whose response has ended.
    func end() {
        connection = nil
    }

    @concurrent
    func next() async throws -> [UInt8]? {
        await loop.enter()
        guard let connection else { throw BodyError.responseEnded }
        guard !isReading, connection.waiting == .nothing else { throw BodyError.overlappingRead }
        isReading = true
        defer { isReading = false }
        do {
            return try await next(from: connection)
        } catch {
            hasFailed = true
            throw error
        }
    }

    private func next(from connection: Connection) async throws -> [UInt8]? {
        if needsContinue, !connection.hasBegunResponse {
            needsContinue = false
            await connection.sendContinue()
        }
        while !isFinished {
            let chunk = try take()
            count += chunk.count
            if !chunk.isEmpty { return chunk }
            if isFinished { break }
            guard !hasEnded else { throw HTTPError(.badRequest, "The content ended too early.") }
            let input = request.input
            // All that had come is used up: what comes next may lie in its place.
            input.start = origin
            input.end = origin
            if input.room < Self.leastRoom { input.grow() }
            // A client that has yet to take earlier responses is not late with its content.
            if connection.output.isBlocked { await connection.flush() }
            let start = loop.now
            let isInTime = await connection.waitForContent(
                timeout: rate.timeout(
                    bytes: count, rate: connection.worker.settings.minimumRate,
                    stall: connection.worker.timeouts.stall))
            rate.add(waited: loop.now &- start)
            guard self.connection != nil else { throw BodyError.responseEnded }
            guard isInTime, !connection.isBroken else {
                throw HTTPError(.requestTimeout, "The content did not arrive in time.")
            }
            switch connection.reader.receive(into: input) {
            case .bytes, .wouldBlock: continue
            case .endOfStream, .failed: hasEnded = true
            }
        }
        return nil
    }

    /// What the buffer holds of the content.
    private func take() throws -> [UInt8] {
        let input = request.input
        let storage = input.bytes
        let bytes = storage.span.extracting(input.start..<input.end)
        guard chunked != nil else {
            let count = min(left, bytes.count)
            left -= count
            isFinished = left == 0
            defer { input.start += count }
            return Array(storage[input.start..<(input.start + count)])
        }
        var data: [UInt8] = []
        data.reserveCapacity(bytes.count)
        switch chunked?.decode(bytes, into: &data) {
        case .needMore(let consumed): input.start += consumed
        case .done(let consumed):
            input.start += consumed
            isFinished = true
        case .wrong(let error): throw HTTPError(error.status, error.message)
        case nil: break
        }
        return data
    }
}
