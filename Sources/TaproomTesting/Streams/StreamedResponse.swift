import Synchronization

/// A response whose content is read while it arrives. The connection closes when this object, or the loop that reads
/// it, is released.
final class StreamedResponse: Sendable {
    let head: ResponseHead
    let incoming: IncomingResponse
    private let reader: Mutex<ResponseReader?>

    init(_ head: ResponseHead, _ incoming: IncomingResponse, _ reader: ResponseReader) {
        self.head = head
        self.incoming = incoming
        self.reader = Mutex(reader)
    }

    deinit {
        incoming.close()
    }

    /// Returns the reader of the content; nil if another loop has it.
    func takeReader() -> ResponseReader? {
        reader.withLock { $0.take() }
    }
}

/// The state of an iterator over a response.
final class StreamReading {
    let response: StreamedResponse
    private var reader: ResponseReader?

    init(_ response: StreamedResponse) {
        self.response = response
        reader = response.takeReader()
    }

    deinit {
        if reader != nil { response.incoming.close() }
    }

    /// Returns the next bytes of the content; nil at its end.
    func next(until deadline: ContinuousClock.Instant, waitingFor what: () -> String) async throws -> [UInt8]? {
        let incoming = response.incoming
        guard var reader else {
            throw TestError(.invalidRequest, "\(incoming.request): a stream is read by one loop; ask for it again")
        }
        defer { self.reader = reader }
        do {
            if case .content(let bytes) = try await incoming.next(&reader, until: deadline, waitingFor: what) {
                return bytes
            }
        } catch {
            incoming.close()
            throw error
        }
        incoming.close()
        return nil
    }
}
