import TaproomHTTP

/// A middleware in the chain. It is a class, because an existential stored directly in an array is copied for each
/// call.
@usableFromInline
final class ChainLink: Sendable {
    @usableFromInline let middleware: any Middleware

    init(_ middleware: any Middleware) {
        self.middleware = middleware
    }
}

/// Middleware in order, and what follows it: the router in the chain of an application, the handler in the chain of a
/// route.
///
/// Each async function needs a frame and an executor check on return. So none is called between two middleware, or
/// between the last one and the handler, unless it is needed.
@usableFromInline
package final class Chain: Sendable {
    /// What happens to a request after all middleware.
    @usableFromInline
    enum Outcome {
        case response(Response)
        case suspending(Handler.Suspending)
        case chain(Chain)
        case next(Next)
        case error(any Error)
    }

    @usableFromInline let links: [ChainLink]
    /// Finds the routes of an application's requests; nil in the chain of a route or a group.
    private let router: Router?
    /// The groups for requests that match no route, longest prefix first.
    private let groups: [GroupFallback]
    /// The handler of a route; nil in the chain of a group, which runs if no route was found.
    private let handler: Handler?
    /// The number of segments of the path that belong to the prefix.
    private let mountedSegments: Int
    private let privacy: CookiePrivacy
    private let onError: ErrorHandler
    private let rejectionObservers: [any RejectionObserver]

    init(
        links: [ChainLink], router: Router? = nil, groups: [GroupFallback] = [], handler: Handler? = nil,
        mountedSegments: Int = 0, privacy: CookiePrivacy, onError: @escaping ErrorHandler
    ) {
        self.links = links
        rejectionObservers = links.compactMap { $0.middleware as? any RejectionObserver }
        self.router = router
        self.groups = groups
        self.handler = handler
        self.mountedSegments = mountedSegments
        self.privacy = privacy
        self.onError = onError
    }

    /// Returns the chain's response to a request.
    @inline(__always)
    package func respond(to request: Request) async -> Response {
        var response = await start(request)
        if response.deferral != nil { response = await make(response, request) }
        if response.status.isInformational { response = await refuse(response.status, request) }
        keepPrivate(&response, request)
        return response
    }

    /// Prevents shared caches from storing a response that sets a cookie.
    @inline(__always)
    func keepPrivate(_ response: inout Response, _ request: Request) {
        guard !response.headers.hasOnlyContentType, !response.headers.includes(CookiePrivacy.headers),
            response.headers.contains("Set-Cookie")
        else { return }
        privacy.apply(to: &response, request)
    }

    /// Notifies observers of a request that is answered without reaching the middleware. Call it on the connection's
    /// event loop.
    ///
    /// - Parameter received: the part of the request that was received.
    package func rejected(_ status: HTTPStatus, _ connection: ConnectionInfo, received: ArraySlice<UInt8> = []) {
        guard !rejectionObservers.isEmpty else { return }
        let request = RejectedRequest(status: status, connection: connection, received: received)
        for observer in rejectionObservers { observer.rejected(request) }
    }

    /// Continues with the path as the rest of the chain sees it, and restores the caller's path afterwards.
    @inline(always)
    private func proceed(_ next: Next, _ request: Request) async -> Response {
        let mounted = request.mountedSegments
        request.mountedSegments = next.mountedSegments
        let response = await next(request)
        request.mountedSegments = mounted
        return response
    }

    /// The chain from its first middleware on.
    @usableFromInline var start: Next { Next(chain: self, index: 0, mountedSegments: mountedSegments) }

    /// Resolves a deferred response of middleware or an error handler.
    private func make(_ response: Response, _ request: Request) async -> Response {
        do {
            var response = response
            try response.resolve(for: request)
            return response
        } catch {
            let answer = await onError(error, request)
            if answer.deferral != nil { return Response(status: .internalServerError) }
            return answer
        }
    }

    /// Answers instead of middleware or an error handler that responded with an informational status.
    private func refuse(_ status: HTTPStatus, _ request: Request) async -> Response {
        let response = await onError(InformationalResponse(status: status), request)
        return response.status.isInformational ? Response(status: .internalServerError) : response
    }

    /// Finds the handler, and calls it if it never suspends.
    @usableFromInline
    func begin(_ next: Next, _ request: Request) -> Outcome {
        // Mounted middleware sees a different path than the rest of the chain.
        if request.mountedSegments != next.mountedSegments { return .next(next) }
        do {
            if let router {
                if let endpoint = router.findWhole(request) { return try enter(endpoint, request) }
                return try route(request, router)
            }
            if let handler { return try call(handler, request) }
            switch request.routeSubstitute {
            case .options(let allow): return .response(Self.options(allow))
            case .error(let error): return .error(error)
            case nil: return .error(HTTPError(.notFound))
            }
        } catch {
            return .error(error)
        }
    }

    @inline(__always)
    private func enter(_ endpoint: Endpoint, _ request: Request) throws -> Outcome {
        try endpoint.prepare(request)
        if let chain = endpoint.chain { return .chain(chain) }
        return try call(endpoint.handler, request)
    }

    private func route(_ request: Request, _ router: Router) throws -> Outcome {
        switch router.find(request) {
        case .found(let endpoint): return try enter(endpoint, request)
        case .options(let allow):
            if let chain = fallback(request, .options(allow: allow)) { return .chain(chain) }
            return .response(Self.options(allow))
        case .methodNotAllowed(let allow):
            var headers = HeaderFields()
            headers["Allow"] = allow
            return fail(request, HTTPError(.methodNotAllowed, headers: headers))
        case .notFound: return fail(request, HTTPError(.notFound))
        }
    }

    private func fail(_ request: Request, _ error: HTTPError) -> Outcome {
        if let chain = fallback(request, .error(error)) { return .chain(chain) }
        return .error(error)
    }

    /// Returns the chain of the innermost group for a request that matches no route, so that the group's middleware
    /// runs; nil if there is no such group.
    private func fallback(_ request: Request, _ substitute: RouteSubstitute) -> Chain? {
        request.parameters.removeAll()
        for group in groups where group.covers(request) {
            request.routeSubstitute = substitute
            return group.chain
        }
        return nil
    }

    /// Returns the response to OPTIONS for a path that has routes for other methods (RFC 9110 §9.3.7).
    private static func options(_ allow: String) -> Response {
        var response = Response(status: .noContent)
        response.headers["Allow"] = allow
        return response
    }

    @inline(__always)
    private func call(_ handler: Handler, _ request: Request) throws -> Outcome {
        switch handler {
        case .immediate(let handler):
            var response = try handler(request)
            try response.resolve(for: request)
            if response.status.isInformational { throw InformationalResponse(status: response.status) }
            return .response(response)
        case .suspending(let handler): return .suspending(handler)
        }
    }

    /// Completes an outcome, and returns the response.
    @usableFromInline
    func finish(_ outcome: Outcome, _ request: Request) async -> Response {
        let next: Next
        switch outcome {
        case .response(let response): return response
        case .suspending(let handler):
            do {
                var response = try await handler(request)
                try response.resolve(for: request)
                await request.returnToLoop()
                if response.status.isInformational { throw InformationalResponse(status: response.status) }
                return response
            } catch {
                return await answer(error, request)
            }
        case .error(let error): return await answer(error, request)
        case .chain(let chain): next = chain.start
        case .next(let rest): next = rest
        }
        return await proceed(next, request)
    }

    /// Converts an error to a response where it was thrown, in the handler or in middleware. So outer middleware can
    /// always save sessions, set header fields and read the status.
    @usableFromInline
    func answer(_ error: any Error, _ request: Request) async -> Response {
        await request.returnToLoop()
        let error = request[TimeLimit.self]?.replacement() ?? error
        let response = await onError(error, request)
        return response.status.isInformational ? await refuse(response.status, request) : response
    }
}

/// The result for a request that matches no route.
enum RouteSubstitute {
    case error(HTTPError)
    /// OPTIONS for a path that has routes for other methods. The value is that of Allow.
    case options(allow: String)
}

/// A handler or middleware has responded with a 1xx status. The client would continue to wait for the final response,
/// and take the next response for it.
struct InformationalResponse: Error, CustomStringConvertible {
    let status: HTTPStatus

    var description: String { "\(status.code) is no status of a response (RFC 9110 §15.2)" }
}
