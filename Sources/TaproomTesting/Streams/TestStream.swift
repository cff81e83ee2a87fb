import TaproomHTTP

/// The content of a response, chunk by chunk as it arrives. The chunks need not be those that the handler wrote.
///
/// One loop reads it. Leaving the loop closes the connection, which cancels the handler's task.
public struct TestStream: AsyncSequence, Sendable {
    /// A chunk of bytes, never empty.
    public typealias Element = [UInt8]

    private let response: StreamedResponse

    init(_ response: StreamedResponse) {
        self.response = response
    }

    /// The response's status.
    public var status: HTTPStatus { response.head.status }
    /// The response's header fields.
    public var headers: HeaderFields { response.head.headers }

    /// Returns the reader of the content. A second one throws a `TestError`.
    public func makeAsyncIterator() -> Iterator {
        Iterator(StreamReading(response))
    }

    /// Reads the content.
    public struct Iterator: AsyncIteratorProtocol {
        private let reading: StreamReading
        private var count = 0

        init(_ reading: StreamReading) {
            self.reading = reading
        }

        /// Returns the next chunk, which is never empty; nil at the end of the content.
        ///
        /// - Throws: `TestError` if no bytes arrive within the client's time-out, the response breaks off, or another
        ///   loop has read it; `CancellationError`.
        public mutating func next() async throws -> [UInt8]? {
            let incoming = reading.response.incoming
            let bytes = try await reading.next(until: .now + incoming.timeout) { [count] in
                "the next chunk of \(incoming.request); \(count) bytes had come"
            }
            count += bytes?.count ?? 0
            return bytes
        }
    }
}
