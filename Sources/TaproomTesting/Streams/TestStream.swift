import TaproomHTTP

/// The content of a response, chunk by chunk as it comes. Chunks are cut as the connection happens to cut them.
///
/// One loop reads it. To leave the loop closes the connection, which cancels the task of the handler.
public struct TestStream: AsyncSequence, Sendable {
    /// Bytes, never none.
    public typealias Element = [UInt8]

    private let response: StreamedResponse

    init(_ response: StreamedResponse) {
        self.response = response
    }

    /// The response's status.
    public var status: HTTPStatus { response.head.status }
    /// The response's header fields.
    public var headers: HeaderFields { response.head.headers }

    /// What reads the content; a second one gets a `TestError`.
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

        /// The next bytes, never none; nil at the end of the content.
        ///
        /// - Throws: `TestError` where nothing comes within the client's time-out, the response breaks off, or another loop
        ///   has read it; `CancellationError`.
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
