import TaproomHTTP

/// What answers a request. One that never waits costs less than one that might.
///
/// It runs on the thread of the event loop that serves the connection, with the loop's other requests: what blocks or
/// computes for long belongs on another thread.
public enum Handler: Sendable {
    /// Runs on the task of the connection, whatever module it was written in.
    public typealias Suspending = nonisolated(nonsending) @Sendable (Request) async throws -> Response

    case immediate(@Sendable (Request) throws -> Response)
    case suspending(Suspending)

    /// A route's handler, whose value becomes a response.
    @inlinable
    init<Value>(_ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value) {
        self = .suspending { try ResponseConversion.response(from: try await handler($0)) }
    }

    /// A route's handler that never waits.
    @inlinable
    init<Value>(_ handler: @escaping @Sendable (Request) throws -> Value) {
        self = .immediate { try ResponseConversion.response(from: try handler($0)) }
    }
}

/// A route's handler with what comes before it.
final class Endpoint: Sendable {
    /// The whole pattern, with the prefixes of the groups.
    let pattern: String
    let handler: Handler
    /// The most bytes of content; the application's limit where nil.
    let bodyLimit: Int?
    /// The middleware of the route and its groups; nil where there is none to run, and no prefix to take off.
    let chain: Chain?

    init(pattern: String, handler: Handler, bodyLimit: Int?, chain: Chain?) {
        self.pattern = pattern
        self.handler = handler
        self.bodyLimit = bodyLimit
        self.chain = chain
    }

    /// Notes what a request's route says of it.
    ///
    /// - Throws: `HTTPError` 413 for content that is known to be too long.
    func prepare(_ request: Request) throws {
        request.endpoint = self
        guard case .none = request.head.framing else { return try checkLength(request) }
    }

    private func checkLength(_ request: Request) throws {
        if let bodyLimit { request.bodyLimit = bodyLimit }
        if let length = request.body.length, length > request.bodyLimit { throw HTTPError(.contentTooLarge) }
    }
}
