import TaproomHTTP

/// A step between the server and the handler: looks at the request, lets the rest of the chain answer it or
/// answers itself, and looks at the response.
///
/// `next` never throws: an error of the rest of the chain has become its response. Middleware runs in the order in which it
/// was added, before the route's handler, wherever in the program the route was declared.
public protocol Middleware: Sendable {
    /// Answers a request, most often by way of the rest of the chain.
    ///
    /// - Parameters:
    ///   - request: the request, which the rest of the chain gets, too.
    ///   - next: the rest of the chain; call it at most once.
    func respond(to request: Request, next: Next) async throws -> Response
}

/// Middleware that is a closure.
struct ClosureMiddleware: Middleware {
    typealias Body = nonisolated(nonsending) @Sendable (Request, Next) async throws -> Response

    let body: Body

    func respond(to request: Request, next: Next) async throws -> Response {
        try await body(request, next)
    }
}

/// Makes the response to an error.
public typealias ErrorHandler = nonisolated(nonsending) @Sendable (any Error, Request) async -> Response
