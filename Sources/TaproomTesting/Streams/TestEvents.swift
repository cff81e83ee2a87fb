import TaproomHTTP

/// The Server-Sent Events of a response, as they arrive.
///
/// One loop reads them. Leaving the loop closes the connection, which cancels the handler's task.
public struct TestEvents: AsyncSequence, Sendable {
    /// An event.
    public typealias Element = TestEvent

    private let response: StreamedResponse

    init(_ response: StreamedResponse) {
        self.response = response
    }

    /// The response's header fields.
    public var headers: HeaderFields { response.head.headers }

    /// Returns the reader of the events. A second one throws a `TestError`.
    public func makeAsyncIterator() -> Iterator {
        Iterator(StreamReading(response))
    }

    /// Reads the events.
    public struct Iterator: AsyncIteratorProtocol {
        private let reading: StreamReading
        private var decoder = EventDecoder()
        private var pending: ArraySlice<TestEvent> = []
        private var count = 0

        init(_ reading: StreamReading) {
            self.reading = reading
        }

        /// Returns the next event; nil when the server has ended the stream. Comments are not events.
        ///
        /// - Throws: `TestError` if no event arrives within the client's time-out, the response breaks off, or another
        ///   loop has read it; `CancellationError`.
        public mutating func next() async throws -> TestEvent? {
            let incoming = reading.response.incoming
            let deadline = ContinuousClock.now + incoming.timeout
            while pending.isEmpty {
                let bytes = try await reading.next(until: deadline) { [count] in
                    "the next event of \(incoming.request); \(count) had come"
                }
                guard let bytes else { return nil }
                pending = decoder.decode(bytes)[...]
            }
            count += 1
            return pending.popFirst()
        }
    }
}
