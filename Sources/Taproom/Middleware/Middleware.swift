import Logging
import TaproomHTTP

/// A step between the server and the handler: looks at the request, lets the rest of the chain answer it or
/// answers itself, and looks at the response.
public protocol Middleware: Sendable {
    /// - Parameter next: the rest of the chain; call it at most once.
    func respond(to request: Request, next: Next) async throws -> Response
}

/// The rest of the chain, from one middleware on: two words, made anew for each step at no cost.
@frozen
public struct Next {
    @usableFromInline let chain: Chain
    @usableFromInline let index: Int

    @inlinable
    init(chain: Chain, index: Int) {
        self.chain = chain
        self.index = index
    }

    /// Lets the rest of the chain answer. What is thrown there has been made a response.
    @inlinable @inline(__always)
    public func callAsFunction(_ request: Request) async -> Response {
        if index < chain.links.count {
            do {
                return try await chain.links[index].middleware.respond(
                    to: request, next: Next(chain: chain, index: index &+ 1))
            } catch {
                return await chain.answer(error, request)
            }
        }
        switch chain.begin(request) {
        case .response(let response): return response
        case .suspending(let handler): return await chain.finish(request, handler)
        case .error(let error): return await chain.answer(error, request)
        }
    }
}

/// A middleware's place in the chain: an object, as a middleware that lies in an array itself is copied for each call.
@usableFromInline
final class ChainLink: Sendable {
    @usableFromInline let middleware: any Middleware

    init(_ middleware: any Middleware) {
        self.middleware = middleware
    }
}

/// All middleware in order, and the router behind it.
///
/// A function that may wait costs a frame of its own and a look at the executor on return, so there is none between two
/// middleware, nor between the last one and the handler, but the one that is needed.
@usableFromInline
package final class Chain: Sendable {
    /// What a request comes to behind all middleware.
    @usableFromInline
    enum Outcome {
        case response(Response)
        case suspending(Handler.Suspending)
        case error(any Error)
    }

    @usableFromInline let links: [ChainLink]
    private let router: Router
    private let onError: ErrorHandler

    private let privacy: CookiePrivacy
    private let rejectionObservers: [any RejectionObserver]

    init(middleware: [any Middleware], router: Router, logger: Logger, onError: @escaping ErrorHandler) {
        privacy = CookiePrivacy(logger: logger)
        links = middleware.map { ChainLink($0) }
        rejectionObservers = middleware.compactMap { $0 as? any RejectionObserver }
        self.router = router
        self.onError = onError
    }

    /// What the chain answers.
    @inline(__always)
    package func respond(to request: Request) async -> Response {
        var response = await Next(chain: self, index: 0)(request)
        if response.status.isInformational { response = await refuse(response.status, request) }
        if !response.headers.isEmpty, response.headers.contains("Set-Cookie") {
            privacy.apply(to: &response, request)
        }
        return response
    }

    /// Tells of what is answered and never comes to the middleware. On the connection's event loop.
    ///
    /// - Parameter received: what has come of the request.
    func rejected(_ status: HTTPStatus, _ connection: ConnectionInfo, received: ArraySlice<UInt8> = []) {
        guard !rejectionObservers.isEmpty else { return }
        let request = RejectedRequest(status: status, connection: connection, received: received)
        for observer in rejectionObservers { observer.rejected(request) }
    }

    /// Answers in place of middleware or an error handler that made the mistake.
    private func refuse(_ status: HTTPStatus, _ request: Request) async -> Response {
        let response = await onError(InformationalResponse(status: status), request)
        return response.status.isInformational ? Response(status: .internalServerError) : response
    }

    /// Finds the handler, and calls it where it never waits.
    @usableFromInline
    func begin(_ request: Request) -> Outcome {
        do {
            switch try router.handler(for: request) {
            case .immediate(let handler):
                let response = try handler(request)
                if response.status.isInformational { throw InformationalResponse(status: response.status) }
                return .response(response)
            case .suspending(let handler): return .suspending(handler)
            }
        } catch {
            return .error(error)
        }
    }

    @usableFromInline
    func finish(_ request: Request, _ handler: Handler.Suspending) async -> Response {
        do {
            let response = try await handler(request)
            await request.returnToLoop()
            if response.status.isInformational { throw InformationalResponse(status: response.status) }
            return response
        } catch {
            return await answer(error, request)
        }
    }

    /// An error becomes a response where it was thrown, be it in the handler or in middleware: so those before it save
    /// sessions, set their fields and know the status whatever happened.
    @usableFromInline
    func answer(_ error: any Error, _ request: Request) async -> Response {
        await request.returnToLoop()
        let response = await onError(error, request)
        return response.status.isInformational ? await refuse(response.status, request) : response
    }
}

/// The mistake to answer with a 1xx: the client would go on to wait for the response, and take the next one for it.
struct InformationalResponse: Error, CustomStringConvertible {
    let status: HTTPStatus

    var description: String { "\(status.code) is no status of a response (RFC 9110 §15.2)" }
}

/// Makes the response to an error.
public typealias ErrorHandler = nonisolated(nonsending) @Sendable (any Error, Request) async -> Response
