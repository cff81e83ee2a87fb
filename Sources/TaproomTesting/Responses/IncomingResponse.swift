/// A response while it is received.
final class IncomingResponse: Sendable {
    /// The request's method and target.
    let request: String
    let timeout: Duration
    private let exchange: any Exchange

    init(_ exchange: any Exchange, request: TestRequest, timeout: Duration) {
        self.exchange = exchange
        self.request = request.line
        self.timeout = timeout
    }

    /// Returns the next part of the response.
    ///
    /// - Parameter what: the awaited thing, for the error of the time-out.
    func next(
        _ reader: inout ResponseReader, until deadline: ContinuousClock.Instant, waitingFor what: () -> String
    ) async throws -> ResponseReader.Event {
        do {
            while true {
                if let event = try reader.next() { return event }
                guard let bytes = try await exchange.next(until: deadline) else {
                    guard reader.finish() else { throw failure("the connection ended before the response was whole") }
                    return .ended
                }
                reader.append(bytes)
            }
        } catch let error as MalformedResponse {
            throw failure("no response. \(error) It begins with \(reader.rest.excerpt)")
        } catch let error as ExchangeError {
            // If the test was cancelled, the connection has been closed under it.
            try Task.checkCancellation()
            throw described(error, what)
        }
    }

    /// Reads until the server closes the connection, so that its work after the response is done.
    func expectEnd(_ reader: ResponseReader, until deadline: ContinuousClock.Instant) async throws {
        var surplus = reader.rest
        do {
            while surplus.isEmpty, let bytes = try await exchange.next(until: deadline) { surplus = bytes }
        } catch let error as ExchangeError {
            try Task.checkCancellation()
            throw described(error) { "the server to close the connection behind the response to \(request)" }
        }
        guard surplus.isEmpty else { throw failure("bytes came behind the whole response: \(surplus.excerpt)") }
    }

    func close() {
        exchange.close()
    }

    private func described(_ error: ExchangeError, _ what: () -> String) -> TestError {
        switch error {
        case .timedOut: TestError.timeout(timeout, waitingFor: what())
        case .failed(let reason): failure(reason)
        }
    }

    private func failure(_ reason: String) -> TestError {
        TestError(.noResponse, "\(request): \(reason)")
    }
}
