/// What answers a client's requests for the time of a test: its initializer starts the application, `stop` stops it.
protocol TestServer: Sendable {
    /// Begins to send a request; the response is read from the exchange.
    ///
    /// - Throws: `TestError` where nothing can be sent.
    func open(_ request: TestRequest, timeout: Duration) async throws -> any Exchange

    /// Ends what the client has left open, and then the server.
    ///
    /// - Parameter timeout: how long that may take beyond the application's own grace time.
    /// - Throws: `TestError` where it takes longer.
    func stop(timeout: Duration) async throws
}

/// One request with its response, as bytes.
protocol Exchange: AnyObject, Sendable {
    /// The next bytes of the response, never empty; nil at its end.
    ///
    /// - Throws: `ExchangeError`; `CancellationError` where the task is cancelled.
    func next(until deadline: ContinuousClock.Instant) async throws -> [UInt8]?

    /// Leaves the response, as a client that goes away. May be called more than once.
    func close()
}

/// Why there are no more bytes of a response.
enum ExchangeError: Error {
    case timedOut
    case failed(reason: String)
}
