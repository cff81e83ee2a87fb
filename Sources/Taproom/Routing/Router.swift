import TaproomHTTP

/// What answers a request. One that never waits costs less than one that might.
public enum Handler: Sendable {
    /// Runs on the task of the connection, whatever module it was written in.
    public typealias Suspending = nonisolated(nonsending) @Sendable (Request) async throws -> Response

    case immediate(@Sendable (Request) throws -> Response)
    case suspending(Suspending)
}

/// Finds the handler of a request by method and path.
///
/// A pattern is a path of segments: text matches itself, `:name` any one segment, `*` as the last all the rest.
/// Text wins over a parameter, a parameter over `*`, among the routes of the request's method. A slash at the end
/// of the path makes no difference.
final class Router: Sendable {
    private let root: RouteNode
    /// The nodes of patterns without parameters by their whole path: text wins over all else, so a path that is
    /// one of these needs no walk where it has a route of the method. The tree takes the same path with other slashes.
    private let whole: [(path: [UInt8], node: RouteNode)]

    /// The value of Allow for the server as a whole.
    private let allowedMethods: String

    /// - Throws: `RouteError` for a pattern that no route can have.
    init(_ routes: [Route]) throws(RouteError) {
        let builder = RouteBuilder()
        var texts: [[[UInt8]]] = []
        for route in routes {
            let pattern = try RoutePattern(route.pattern)
            builder.add(pattern, route.method, route.endpoint)
            if let text = pattern.text, !texts.contains(text) { texts.append(text) }
        }
        let root = builder.node()
        self.root = root
        whole = texts.prefix(Self.wholeLimit).compactMap { text in
            var node: RouteNode? = root
            for segment in text { node = node?.child(segment) }
            return node.map { (Array("/".utf8) + text.joined(separator: "/".utf8), $0) }
        }
        allowedMethods = RouteNode.allow(routes.map(\.method.name))
    }

    /// Comparing with more paths than that costs more than the walk.
    private static let wholeLimit = 32

    /// The handler of a request, whose content, as far as its length is known, is not too long for it.
    ///
    /// - Throws: `HTTPError` 404, 405 with Allow, 413.
    func handler(for request: Request) throws -> Handler {
        let endpoint = try find(request)
        if case .none = request.content { return endpoint.handler }
        if let limit = endpoint.bodyLimit { request.bodyLimit = limit }
        if let length = request.body.length, length > request.bodyLimit {
            throw HTTPError(.contentTooLarge)
        }
        return endpoint.handler
    }

    private func find(_ request: Request) throws -> Endpoint {
        // `OPTIONS *` asks about the server, not about a path (RFC 9110 §9.3.7).
        if request.isForServer { throw Self.options(allowedMethods) }
        if !request.head.pathIsEncoded, let endpoint = whole(request)?.endpoint(for: request.method) {
            return endpoint
        }
        return try findByWalk(request)
    }

    private func findByWalk(_ request: Request) throws -> Endpoint {
        var walk = RouteWalk(method: request.method)
        if let endpoint = match(request, &walk) { return endpoint }
        guard !walk.others.isEmpty else { throw HTTPError(.notFound) }
        let allowed = RouteNode.allow(walk.others)
        if request.method == .options { throw Self.options(allowed) }
        var headers = HeaderFields()
        headers["Allow"] = allowed
        throw HTTPError(.methodNotAllowed, headers: headers)
    }

    private static func options(_ allowed: String) -> HTTPError {
        var headers = HeaderFields()
        headers["Allow"] = allowed
        return HTTPError(.noContent, headers: headers)
    }

    private func whole(_ request: Request) -> RouteNode? {
        request.withBytes { bytes in
            let path = request.head.path
            for index in whole.indices where whole[index].path.count == path.count {
                let candidate = whole[index].path
                if bytes.holds(candidate.span, at: Int(path.lower)) { return whole[index].node }
            }
            return nil
        }
    }

    private func match(_ request: Request, _ walk: inout RouteWalk) -> Endpoint? {
        guard request.head.pathIsEncoded else {
            return request.withBytes { bytes in
                root.match(
                    bytes, from: Int(request.head.path.lower), to: Int(request.head.path.upper), &walk,
                    &request.parameters)
            }
        }
        // Split before they are decoded: an encoded slash does not separate segments.
        var path: [UInt8] = []
        var segments: [Range<Int>] = []
        for segment in request.text(request.head.path).utf8.split(separator: 0x2f, omittingEmptySubsequences: false) {
            guard let decoded = PercentCoding.decode(segment), !decoded.contains(0) else { return nil }
            let start = path.count
            path += decoded
            if !decoded.isEmpty { segments.append(start..<path.count) }
            path.append(0x2f)
        }
        path.removeLast()
        return root.match(path.span, segments[...], &walk, &request.parameters)
    }
}

extension Request {
    /// Whether the target is `*`.
    fileprivate var isForServer: Bool {
        head.method == .options && head.target.count == 1 && withBytes { $0[Int(head.target.lower)] } == 0x2a
    }
}

/// One route as the application declared it.
struct Route {
    let method: HTTPMethod
    let pattern: String
    let endpoint: Endpoint
}

/// A handler with what is checked before it is called.
struct Endpoint: Sendable {
    let handler: Handler
    /// The most bytes of content; the application's limit where nil.
    let bodyLimit: Int?
}
