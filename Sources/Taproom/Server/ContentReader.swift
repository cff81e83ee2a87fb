import TaproomHTTP
import TaproomNet

/// Reads a request's content from its connection on demand. Bytes are received behind the head in the request's buffer,
/// so a slow or endless sender uses no more memory than the buffer has.
final class ContentReader: RequestContentSource, @unchecked Sendable {
    private let loop: EventLoop
    /// nil once the response has ended: bytes that arrive later belong to the next request.
    private var connection: Connection?
    private unowned let request: Request
    private var chunked: ChunkedDecoder?
    private var left: Int
    /// Whether the client waits for 100 Continue before it sends the content.
    private(set) var needsContinue: Bool
    private var rate = RateGuard()
    private var count = 0
    private(set) var isFinished = false
    /// The number of reads from the socket.
    private var reads = 0
    /// Whether reading the content has failed.
    private(set) var hasFailed = false
    private(set) var isReading = false
    private var hasEnded = false
    /// The number of waits so far, so that a late cancellation ends only its own wait.
    private var waits = 0
    private var isCancelled = false
    /// The content's start in the buffer, behind the head.
    private let origin: Int
    /// The least room for a read. A head that nearly fills the buffer must not cause reads of a few bytes.
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

    /// The number of bytes not read yet; nil for chunked content.
    var remaining: Int? { chunked == nil ? left : nil }

    /// Detaches the reader from the connection, because the response has ended.
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
            // All received bytes have been used, so the next ones may overwrite them.
            input.start = origin
            input.end = origin
            if input.room < Self.leastRoom { input.grow() }
            // TLS records may hold a byte each, so other connections have their turn in between.
            reads += 1
            if reads.isMultiple(of: RequestReader.readsInTurn) { await connection.nextTurn() }
            // The content is not late while the client still has earlier responses to read.
            if connection.output.isBlocked { await connection.flush() }
            let isInTime = await wait(on: connection)
            guard self.connection != nil else { throw BodyError.responseEnded }
            if isCancelled { throw CancellationError() }
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

    /// Waits until there may be bytes to read, or the task is cancelled.
    ///
    /// - Returns: false if nothing arrived in time.
    private func wait(on connection: Connection) async -> Bool {
        let start = loop.now
        let timeout = rate.timeout(
            bytes: count, rate: connection.worker.settings.minimumRate, stall: connection.worker.timeouts.stall)
        waits += 1
        isCancelled = false
        let number = waits
        let isInTime = await withTaskCancellationHandler {
            await connection.waitForContent(timeout: timeout)
        } onCancel: {
            loop.execute { [self] in cancel(wait: number) }
        }
        rate.add(waited: loop.now &- start)
        return isInTime
    }

    /// Ends a wait whose task was cancelled. Call it on the loop's thread. The connection can still read the bytes that
    /// have arrived.
    private func cancel(wait number: Int) {
        guard number == waits, isReading, let connection, connection.waiting == .content else { return }
        isCancelled = true
        connection.resume()
    }

    /// Returns the content that is in the buffer.
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
