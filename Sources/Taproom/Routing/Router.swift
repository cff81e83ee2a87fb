import TaproomHTTP

/// Finds the route of a request by method and path.
///
/// A pattern is a path of segments. Text matches itself, `:name` matches a segment or a part of one, and `*` as the
/// last segment matches the rest of the path. Among the routes for the request's method, text takes precedence over a
/// parameter, and a parameter over `*`. A slash at the end of the path makes no difference.
final class Router: Sendable {
    /// The result of a search for a route.
    enum Outcome {
        case found(Endpoint)
        case notFound
        /// The path has routes, but none for this method. The value is that of Allow.
        case methodNotAllowed(allow: String)
        /// The request is OPTIONS, and the path has no route for that method. The value is that of Allow.
        case options(allow: String)
    }

    private let root: RouteNode
    /// The nodes of patterns without parameters, by their whole path. Text takes precedence, so a request for one of
    /// these paths needs no search in the tree if the node has a route for its method. A path with other slashes is
    /// found by the tree.
    private let whole: [(path: [UInt8], node: RouteNode)]

    /// The Allow value for the whole server.
    private let allowedMethods: String

    /// - Throws: `RouteError` if two routes have the same method and the same paths.
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

    /// The most paths in `whole`. They are compared one by one, which is slower than the tree if there are many.
    private static let wholeLimit = 32

    /// Finds the route of a request, and sets the request's parameters.
    func find(_ request: Request) -> Outcome {
        // `OPTIONS *` asks about the server, not about a path (RFC 9110 §9.3.7).
        request.isForServer ? .options(allow: allowedMethods) : walk(request)
    }

    /// Finds the route of a request whose path equals a pattern without parameters; nil if the tree has to be searched.
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
    /// Whether the request is `OPTIONS *`.
    fileprivate var isForServer: Bool {
        head.method == .options && head.target.count == 1
            && withBytes { $0[Int(head.target.lower)] } == UInt8(ascii: "*")
    }
}
