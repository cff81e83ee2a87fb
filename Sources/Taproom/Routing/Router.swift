import TaproomHTTP

/// Finds the route of a request by method and path.
///
/// A pattern is a path of segments: text matches itself, `:name` any one segment, or part of one, `*` as the last all the
/// rest. Text wins over a parameter, a parameter over `*`, among the routes of the request's method. A slash at the end
/// of the path makes no difference.
final class Router: Sendable {
    /// What looking for a route brought.
    enum Outcome {
        case found(Endpoint)
        case notFound
        /// The path has routes, but none of this method; the value of Allow.
        case methodNotAllowed(allow: String)
        /// OPTIONS of a path without a route for that; the value of Allow.
        case options(allow: String)
    }

    private let root: RouteNode
    /// The nodes of patterns without parameters by their whole path: text wins over all else, so a path that is
    /// one of these needs no walk where it has a route of the method. The tree takes the same path with other slashes.
    private let whole: [(path: [UInt8], node: RouteNode)]

    /// The value of Allow for the server as a whole.
    private let allowedMethods: String

    /// - Throws: `RouteError` for a pattern that no route can have, or that another route has.
    init(_ routes: [(pattern: RoutePattern, method: HTTPMethod?, endpoint: Endpoint)]) throws(RouteError) {
        let tree = RouteTree()
        var texts: [[[UInt8]]] = []
        for (pattern, method, endpoint) in routes {
            try tree.add(pattern, method, endpoint)
            if let text = pattern.plainText, !texts.contains(text) { texts.append(text) }
        }
        let root = tree.node()
        self.root = root
        whole = texts.prefix(Self.wholeLimit).compactMap { text in
            var node: RouteNode? = root
            for segment in text { node = node?.child(segment) }
            return node.map { (Array("/".utf8) + text.joined(separator: "/".utf8), $0) }
        }
        allowedMethods = RouteNode.allow(routes.compactMap { $0.method?.name })
    }

    /// Comparing with more paths than that costs more than the walk.
    private static let wholeLimit = 32

    /// The route of a request, whose parameters are set then.
    func find(_ request: Request) -> Outcome {
        // `OPTIONS *` asks about the server, not about a path (RFC 9110 §9.3.7).
        request.isForServer ? .options(allow: allowedMethods) : walk(request)
    }

    /// The route of a request whose path is a whole pattern, and holds no parameter.
    @inline(__always)
    func findWhole(_ request: Request) -> Endpoint? {
        request.head.pathIsEncoded ? nil : wholeNode(request)?.endpoint(for: request.method)
    }

    private func walk(_ request: Request) -> Outcome {
        let (endpoint, others) = request.withSegments { bytes, segments in
            let end = request.head.pathIsEncoded ? bytes.count : Int(request.head.path.upper)
            var walk = RouteWalk(method: request.method, end: end)
            return (root.match(bytes, segments, 0, &walk, &request.parameters), walk.others)
        }
        guard request.pathSegments.isValid else { return .notFound }
        if let endpoint { return .found(endpoint) }
        guard !others.isEmpty else { return .notFound }
        let allowed = RouteNode.allow(others)
        return request.method == .options ? .options(allow: allowed) : .methodNotAllowed(allow: allowed)
    }

    private func wholeNode(_ request: Request) -> RouteNode? {
        request.withBytes { bytes in
            let path = request.head.path
            for index in whole.indices where whole[index].path.count == path.count {
                let candidate = whole[index].path
                if bytes.matches(candidate.span, at: Int(path.lower)) { return whole[index].node }
            }
            return nil
        }
    }
}

extension Request {
    /// Whether the target is `*`.
    fileprivate var isForServer: Bool {
        head.method == .options && head.target.count == 1
            && withBytes { $0[Int(head.target.lower)] } == UInt8(ascii: "*")
    }
}
