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
/// A pattern is a path of segments: text matches itself, `:name` any one segment, a last `*` all the rest.
/// Text wins over a parameter, a parameter over `*`. A slash at the end of the path makes no difference.
final class Router: Sendable {
    private let root: RouteNode
    /// The nodes of patterns without parameters by their whole path: text wins over all else, so a path that is
    /// one of these needs no walk. The tree takes the same path with other slashes.
    private let whole: [(path: [UInt8], node: RouteNode)]

    /// The value of Allow for the server as a whole.
    private let allowedMethods: String

    init(_ routes: [Route]) {
        let builder = RouteBuilder()
        for route in routes { builder.add(route) }
        root = builder.node()
        var whole: [(path: [UInt8], node: RouteNode)] = []
        for route in routes where !route.pattern.contains(":") && !route.pattern.contains("*") {
            let path = Array(("/" + route.pattern.split(separator: "/").joined(separator: "/")).utf8)
            var parameters = Parameters()
            guard whole.count < Self.wholeLimit, !whole.contains(where: { $0.path == path }),
                let node = root.match(path.span, from: 0, to: path.count, &parameters)
            else { continue }
            whole.append((path, node))
        }
        self.whole = whole
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
        guard let node = match(request) else { throw HTTPError(.notFound) }
        if let endpoint = node.endpoint(for: request.method) { return endpoint }
        if request.method == .options { throw Self.options(node.allowedMethods) }
        var headers = HeaderFields()
        headers["Allow"] = node.allowedMethods
        throw HTTPError(.methodNotAllowed, headers: headers)
    }

    private static func options(_ allowed: String) -> HTTPError {
        var headers = HeaderFields()
        headers["Allow"] = allowed
        return HTTPError(.noContent, headers: headers)
    }

    private func match(_ request: Request) -> RouteNode? {
        if request.head.pathIsEncoded {
            guard let segments = decodedSegments(of: request) else { return nil }
            var path: [UInt8] = []
            var ranges: [Range<Int>] = []
            for segment in segments {
                ranges.append(path.count..<(path.count + segment.count))
                path += segment
            }
            return root.match(path.span, ranges[...], &request.parameters)
        }
        return request.withBytes { bytes in
            let path = request.head.path
            for index in whole.indices where whole[index].path.count == path.count {
                let candidate = whole[index].path
                if bytes.holds(candidate.span, at: Int(path.lower)) { return whole[index].node }
            }
            return root.match(
                bytes, from: Int(request.head.path.lower), to: Int(request.head.path.upper), &request.parameters)
        }
    }

    /// Split before they are decoded: an encoded slash does not separate segments.
    private func decodedSegments(of request: Request) -> [[UInt8]]? {
        var segments: [[UInt8]] = []
        for segment in request.text(request.head.path).utf8.split(separator: 0x2f) {
            guard let decoded = PercentCoding.decode(segment), !decoded.contains(0) else { return nil }
            segments.append(decoded)
        }
        return segments
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
