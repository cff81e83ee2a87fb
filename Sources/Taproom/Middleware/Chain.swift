import TaproomHTTP

/// A middleware's place in the chain: an object, as a middleware that lies in an array itself is copied for each call.
@usableFromInline
final class ChainLink: Sendable {
    @usableFromInline let middleware: any Middleware

    init(_ middleware: any Middleware) {
        self.middleware = middleware
    }
}

/// Middleware in order, and what comes behind it: for an application the router, for a route the handler.
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
        case chain(Chain)
        case next(Next)
        case error(any Error)
    }

    @usableFromInline let links: [ChainLink]
    /// What finds the route of an application's requests; nil in the chain of a route or a group.
    private let router: Router?
    /// The groups for requests without a route, those with the longest prefixes first.
    private let groups: [GroupFallback]
    /// What answers behind the middleware of a route; nil in that of a group, where no route was found.
    private let handler: Handler?
    /// How many segments of the path belong to the prefix.
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

    /// What the chain answers.
    @inline(__always)
    package func respond(to request: Request) async -> Response {
        var response = await start(request)
        if response.deferral != nil { response = await make(response, request) }
        if response.status.isInformational { response = await refuse(response.status, request) }
        keepPrivate(&response, request)
        return response
    }

    /// Keeps a response that sets a cookie out of shared caches.
    @inline(__always)
    func keepPrivate(_ response: inout Response, _ request: Request) {
        guard !response.headers.hasOnlyContentType, response.headers.contains("Set-Cookie") else { return }
        privacy.apply(to: &response, request)
    }

    /// Tells of what is answered and never comes to the middleware. On the connection's event loop.
    ///
    /// - Parameter received: what has come of the request.
    package func rejected(_ status: HTTPStatus, _ connection: ConnectionInfo, received: ArraySlice<UInt8> = []) {
        guard !rejectionObservers.isEmpty else { return }
        let request = RejectedRequest(status: status, connection: connection, received: received)
        for observer in rejectionObservers { observer.rejected(request) }
    }

    /// Goes on with the path as the rest of the chain sees it, and returns to it as the caller does.
    private func proceed(_ next: Next, _ request: Request) async -> Response {
        let mounted = request.mountedSegments
        request.mountedSegments = next.mountedSegments
        let response = await next(request)
        request.mountedSegments = mounted
        return response
    }

    /// The whole chain.
    @usableFromInline var start: Next { Next(chain: self, index: 0, mountedSegments: mountedSegments) }

    /// Makes what middleware or an error handler has deferred.
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

    /// Answers in place of middleware or an error handler that made the mistake.
    private func refuse(_ status: HTTPStatus, _ request: Request) async -> Response {
        let response = await onError(InformationalResponse(status: status), request)
        return response.status.isInformational ? Response(status: .internalServerError) : response
    }

    /// Finds the handler, and calls it where it never waits.
    @usableFromInline
    func begin(_ next: Next, _ request: Request) -> Outcome {
        // A mounted middleware sees another path than the rest of the chain.
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

    /// A request without a route belongs to the innermost group of its path, whose middleware sees it; nil where there is
    /// no such group.
    private func fallback(_ request: Request, _ substitute: RouteSubstitute) -> Chain? {
        request.parameters.removeAll()
        for group in groups where group.covers(request) {
            request.routeSubstitute = substitute
            return group.chain
        }
        return nil
    }

    /// The answer to OPTIONS of a path whose routes have other methods (RFC 9110 §9.3.7).
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

    /// Does what is left of an outcome.
    @usableFromInline
    func finish(_ outcome: Outcome, _ request: Request) async -> Response {
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
        case .chain(let chain): return await chain.proceed(chain.start, request)
        case .next(let next): return await proceed(next, request)
        case .error(let error): return await answer(error, request)
        }
    }

    /// An error becomes a response where it was thrown, be it in the handler or in middleware: so those before it save
    /// sessions, set their fields and know the status whatever happened.
    @usableFromInline
    func answer(_ error: any Error, _ request: Request) async -> Response {
        await request.returnToLoop()
        let error = request[TimeLimit.self]?.replacement() ?? error
        let response = await onError(error, request)
        return response.status.isInformational ? await refuse(response.status, request) : response
    }
}

/// What stands for the route of a request that has none.
enum RouteSubstitute {
    case error(HTTPError)
    /// OPTIONS of a path whose routes have other methods; the value of Allow.
    case options(allow: String)
}

/// The mistake to answer with a 1xx: the client would go on to wait for the response, and take the next one for it.
struct InformationalResponse: Error, CustomStringConvertible {
    let status: HTTPStatus

    var description: String { "\(status.code) is no status of a response (RFC 9110 §15.2)" }
}
