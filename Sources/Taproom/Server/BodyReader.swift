import TaproomHTTP
import TaproomNet

/// Reads a request's content from its connection as it is asked for. Chunks come to lie behind the head in
/// the request's buffer, so that a slow or endless sender costs no more memory than the buffer has.
final class BodyReader: RequestContentSource, @unchecked Sendable {
    private unowned let connection: Connection
    private unowned let request: Request
    private var chunked: ChunkedDecoder?
    private var remaining: Int
    private var mustInvite: Bool
    private var rate = RateGuard()
    private(set) var isFinished = false
    private var hasEnded = false
    /// Where the content begins in the buffer, behind the head.
    private let origin: Int
    /// A head that nearly fills the buffer must not leave the content a few bytes at a time.
    private static let leastRoom = 4096

    init(connection: Connection, request: Request) {
        self.connection = connection
        self.request = request
        mustInvite = request.head.expectsContinue
        origin = request.input.start
        switch request.head.framing {
        case .length(let length): remaining = length
        case .none: remaining = 0
        case .chunked:
            remaining = 0
            chunked = ChunkedDecoder()
        }
    }

    var declaredLength: Int? {
        if case .length(let length) = request.head.framing { length } else { nil }
    }

    @concurrent
    func next() async throws -> [UInt8]? {
        await connection.worker.loop.enter()
        if mustInvite {
            mustInvite = false
            await connection.sendContinue()
        }
        while !isFinished {
            let chunk = try take()
            if !chunk.isEmpty { return chunk }
            if isFinished { break }
            guard !hasEnded else { throw HTTPError(.badRequest, "The content ended too early.") }
            let input = request.input
            // All that had come is used up: what comes next may lie in its place.
            input.start = origin
            input.end = origin
            if input.room < Self.leastRoom { input.grow() }
            let loop = connection.worker.loop
            let start = loop.now
            let isInTime = await connection.waitReadable(
                patience: rate.patience(
                    rate: connection.worker.settings.minimumRate, stall: connection.worker.timeouts.stall))
            rate.add(waited: loop.now &- start)
            guard isInTime, !connection.isBroken else {
                throw HTTPError(.requestTimeout, "The content did not arrive in time.")
            }
            switch connection.receive(into: input) {
            case .bytes(let count): rate.add(bytes: count)
            case .wouldBlock: continue
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
            let count = min(remaining, bytes.count)
            remaining -= count
            isFinished = remaining == 0
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
