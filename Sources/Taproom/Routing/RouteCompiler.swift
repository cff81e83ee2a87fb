import Logging
import TaproomHTTP

/// Makes an application's chain from its declarations.
struct RouteCompiler {
    private let privacy: CookiePrivacy
    private var routes: [(pattern: RoutePattern, method: HTTPMethod?, endpoint: Endpoint)] = []
    private var groups: [GroupFallback] = []

    /// - Throws: `RouteError` for an invalid declaration.
    static func chain(_ root: RouteScope, logger: Logger, onError: @escaping ErrorHandler) throws(RouteError) -> Chain {
        var compiler = RouteCompiler(privacy: CookiePrivacy(logger: logger))
        try compiler.take(root, links: [], isRoot: true, onError: root.errorHandler ?? onError)
        return Chain(
            links: root.middleware.map { ChainLink($0) }, router: try Router(compiler.routes),
            groups: compiler.groups.sorted { $0.depth > $1.depth }, privacy: compiler.privacy,
            onError: root.errorHandler ?? onError)
    }

    private init(privacy: CookiePrivacy) {
        self.privacy = privacy
    }

    /// - Parameters:
    ///   - links: the middleware of the enclosing groups.
    ///   - onError: the function that answers errors in this scope.
    private mutating func take(
        _ scope: RouteScope, links: [ChainLink], isRoot: Bool, onError: @escaping ErrorHandler
    ) throws(RouteError) {
        if let mistake = scope.mistakes.first { throw mistake }
        let links = isRoot ? [] : links + scope.middleware.map { ChainLink($0) }
        let prefix = try RoutePattern(scope.prefix)
        if prefix.segments.contains(.rest) {
            throw RouteError(pattern: scope.prefix, reason: "a group's prefix can't hold *")
        }
        for route in scope.routes {
            if let method = route.method, !method.isValid {
                throw RouteError(
                    pattern: route.pattern, reason: "the method is no token of 1 to 16 bytes (RFC 9110 §9.1)")
            }
            let whole = RouteScope.join(scope.prefix, route.pattern)
            let own = links + route.middleware.map { ChainLink($0) }
            let chain =
                own.isEmpty && prefix.segments.isEmpty && isRoot
                ? nil
                : Chain(
                    links: own, handler: route.handler, mountedSegments: prefix.segments.count, privacy: privacy,
                    onError: onError)
            routes.append(
                (
                    try RoutePattern(whole), route.method,
                    Endpoint(pattern: whole, handler: route.handler, bodyLimit: route.bodyLimit, chain: chain)
                ))
        }
        if !isRoot {
            let chain = Chain(
                links: links, mountedSegments: prefix.segments.count, privacy: privacy, onError: onError)
            groups.append(try GroupFallback(prefix: prefix, chain: chain))
        }
        for group in scope.groups {
            try take(group, links: links, isRoot: false, onError: group.errorHandler ?? onError)
        }
    }
}

/// The chain of a group for requests under its prefix that match no route.
struct GroupFallback: Sendable {
    private let node: RouteNode
    /// The number of segments of the prefix.
    let depth: Int
    let chain: Chain

    init(prefix: RoutePattern, chain: Chain) throws(RouteError) {
        let tree = RouteTree()
        try tree.add(
            prefix, nil,
            Endpoint(pattern: prefix.text, handler: .immediate { _ in Response() }, bodyLimit: nil, chain: nil))
        node = tree.node()
        depth = prefix.segments.count
        self.chain = chain
    }

    /// Returns whether a request's path is under the group's prefix. If it is, the request's parameters are set.
    func covers(_ request: Request) -> Bool {
        request.withSegments { bytes, segments in
            guard segments.count >= depth else { return false }
            var walk = RouteWalk(method: request.method, end: bytes.count)
            var parameters = Parameters()
            guard node.match(bytes, Array(segments.prefix(depth)), 0, &walk, &parameters) != nil else { return false }
            request.parameters = parameters
            return true
        }
    }
}
