/// The server of a test. Its initializer starts the application, and `stop` stops it.
protocol TestServer: Sendable {
    /// Starts to send a request, and returns the exchange from which the response is read.
    ///
    /// - Throws: `TestError` if the request can't be sent.
    func open(_ request: TestRequest, timeout: Duration) async throws -> any Exchange

    /// Closes the exchanges that the client has left open, then stops the server.
    ///
    /// - Parameter timeout: the longest time for that, in addition to the application's own grace time.
    /// - Throws: `TestError` if it takes longer.
    func stop(timeout: Duration) async throws
}

/// A request and its response as bytes.
protocol Exchange: AnyObject, Sendable {
    /// Returns the next bytes of the response, never an empty array; nil at its end.
    ///
    /// - Throws: `ExchangeError`; `CancellationError` if the task is cancelled.
    func next(until deadline: ContinuousClock.Instant) async throws -> [UInt8]?

    /// Disconnects from the response. It may be called more than once.
    func close()
}

/// The reason why no more bytes of a response arrive.
enum ExchangeError: Error {
    case timedOut
    case failed(reason: String)
}
