import TaproomHTTP

/// A step between the server and the handler. It can inspect the request, answer it or let the rest of the chain answer
/// it, and change the response.
///
/// `next` never throws: an error in the rest of the chain has been converted to a response. Middleware runs in the
/// order in which it was added, before the route's handler, regardless of where the route was declared.
public protocol Middleware: Sendable {
    /// Answers a request, usually by calling the rest of the chain.
    ///
    /// - Parameters:
    ///   - request: the request, which the rest of the chain also gets.
    ///   - next: the rest of the chain; call it at most once.
    func respond(to request: Request, next: Next) async throws -> Response
}

/// Middleware that calls a closure.
struct ClosureMiddleware: Middleware {
    typealias Body = nonisolated(nonsending) @Sendable (Request, Next) async throws -> Response

    let body: Body

    func respond(to request: Request, next: Next) async throws -> Response {
        try await body(request, next)
    }
}

/// A function that makes the response to an error.
public typealias ErrorHandler = nonisolated(nonsending) @Sendable (any Error, Request) async -> Response
