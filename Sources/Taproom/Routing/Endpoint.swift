import TaproomHTTP

/// A function that answers a request: one that never suspends, or one that may.
///
/// It runs on the thread of the event loop that serves the connection, together with the loop's other requests. Work
/// that blocks or computes for long belongs on another thread.
public enum Handler: Sendable {
    /// Runs on the connection's task, whichever module it is declared in.
    public typealias Suspending = nonisolated(nonsending) @Sendable (Request) async throws -> Response

    case immediate(@Sendable (Request) throws -> Response)
    case suspending(Suspending)

    /// Wraps a route's handler. The value that it returns becomes a response.
    @inlinable
    init<Value>(_ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value) {
        self = .suspending { try ResponseConversion.response(from: try await handler($0)) }
    }

    /// Wraps a route's handler that never suspends. The value that it returns becomes a response.
    @inlinable
    init<Value>(_ handler: @escaping @Sendable (Request) throws -> Value) {
        self = .immediate { try ResponseConversion.response(from: try handler($0)) }
    }
}

/// A route's handler, with the route's settings and middleware.
final class Endpoint: Sendable {
    /// The whole pattern, including the prefixes of the groups.
    let pattern: String
    let handler: Handler
    /// The most bytes of content; nil for the application's limit.
    let bodyLimit: Int?
    /// The middleware of the route and its groups; nil if there is no middleware to run and no prefix to remove.
    let chain: Chain?

    init(pattern: String, handler: Handler, bodyLimit: Int?, chain: Chain?) {
        self.pattern = pattern
        self.handler = handler
        self.bodyLimit = bodyLimit
        self.chain = chain
    }

    /// Applies the route's settings to a request.
    ///
    /// - Throws: `HTTPError` 413 if the content is known to be too long.
    func prepare(_ request: Request) throws {
        request.endpoint = self
        guard case .none = request.head.framing else { return try checkLength(request) }
    }

    private func checkLength(_ request: Request) throws {
        if let bodyLimit { request.bodyLimit = bodyLimit }
        if let length = request.body.length, length > request.bodyLimit { throw HTTPError(.contentTooLarge) }
    }
}
