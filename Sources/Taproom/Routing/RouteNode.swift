import TaproomHTTP

/// A node of the route tree, for one segment of a path.
final class RouteNode: Sendable {
    /// A route that ends at this node. Routes that share a node may name their parameters differently.
    struct Entry: Sendable {
        /// nil for all methods.
        let method: HTTPMethod?
        let endpoint: Endpoint
        let names: [String]
    }

    private let entries: [Entry]
    private let literals: [(segment: [UInt8], node: RouteNode)]
    private let mixed: [(pieces: [RoutePattern.Piece], node: RouteNode)]
    private let parameter: RouteNode?
    private let wildcard: RouteNode?
    /// The Allow value for this node alone.
    private let allowedMethods: String

    init(
        entries: [Entry], literals: [(segment: [UInt8], node: RouteNode)],
        mixed: [(pieces: [RoutePattern.Piece], node: RouteNode)], parameter: RouteNode?, wildcard: RouteNode?
    ) {
        self.entries = entries
        self.literals = literals
        self.mixed = mixed
        self.parameter = parameter
        self.wildcard = wildcard
        allowedMethods = Self.allow(entries.compactMap(\.method?.name))
    }

    /// Returns the Allow value for routes with these methods.
    static func allow(_ methods: [String]) -> String {
        var names = Set(methods)
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted().joined(separator: ", ")
    }

    /// Returns the Allow value for a path that all these nodes match.
    static func allow(_ nodes: [RouteNode]) -> String {
        if let only = nodes.first, nodes.count == 1 { return only.allowedMethods }
        return allow(nodes.flatMap { $0.entries.compactMap(\.method?.name) })
    }

    /// Returns the endpoint for a method. That of GET also answers HEAD (RFC 9110 §9.3.2).
    func endpoint(for method: HTTPMethod) -> Endpoint? {
        index(of: method).map { entries[$0].endpoint }
    }

    private func index(of method: HTTPMethod) -> Int? {
        for index in entries.indices where entries[index].method == method { return index }
        if method == .head, let index = entries.firstIndex(where: { $0.method == .get }) { return index }
        return entries.firstIndex { $0.method == nil }
    }

    /// Returns the child node for a literal segment.
    func child(_ segment: [UInt8]) -> RouteNode? {
        literals.first { $0.segment == segment }?.node
    }

    /// Finds the endpoint for the segments of a path. Text takes precedence over a mixed segment, a mixed segment over
    /// a parameter, and a parameter over the wildcard.
    ///
    /// - Parameter index: the index of the next segment.
    func match(
        _ bytes: Span<UInt8>, _ segments: [RequestPath.Segment], _ index: Int, _ walk: inout RouteWalk,
        _ parameters: inout Parameters
    ) -> Endpoint? {
        guard index < segments.count else { return finish(&walk, &parameters) }
        let segment = segments[index].range
        for literal in literals
        where literal.segment.count == segment.count && bytes.matches(literal.segment.span, at: segment.lowerBound) {
            if let found = literal.node.match(bytes, segments, index + 1, &walk, &parameters) { return found }
        }
        for (pieces, node) in mixed {
            guard let values = pieces.match(bytes, segment) else { continue }
            for value in values { parameters.append(Self.text(bytes, value)) }
            if let found = node.match(bytes, segments, index + 1, &walk, &parameters) { return found }
            parameters.removeLast(values.count)
        }
        if let parameter {
            parameters.append(Self.text(bytes, segment))
            if let found = parameter.match(bytes, segments, index + 1, &walk, &parameters) { return found }
            parameters.removeLast(1)
        }
        guard let found = wildcard?.finish(&walk, &parameters) else { return nil }
        parameters.append(Self.text(bytes, segment.lowerBound..<walk.end))
        return found
    }

    /// Returns the endpoint of a path that ends at this node. If the node has routes for other methods only, adds it to
    /// `walk.others`.
    private func finish(_ walk: inout RouteWalk, _ parameters: inout Parameters) -> Endpoint? {
        if let index = index(of: walk.method) {
            parameters.names = entries[index].names
            return entries[index].endpoint
        }
        if !entries.isEmpty { walk.others.append(self) }
        return nil
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: range.map { bytes[$0] }, as: UTF8.self)
    }
}

/// The state of a search in the route tree.
struct RouteWalk {
    let method: HTTPMethod
    /// The end of the path in the bytes that are searched.
    let end: Int
    /// Nodes that match the path but have no route for the method.
    var others: [RouteNode] = []
}

/// A mutable route tree, to which routes are added.
final class RouteTree {
    private var entries: [RouteNode.Entry] = []
    private var literals: [(segment: [UInt8], tree: RouteTree)] = []
    private var mixed: [(pieces: [RoutePattern.Piece], tree: RouteTree)] = []
    private var parameter: RouteTree?
    private var wildcard: RouteTree?

    /// - Throws: `RouteError` if there is another route with the same method for the same paths.
    func add(_ pattern: RoutePattern, _ method: HTTPMethod?, _ endpoint: Endpoint) throws(RouteError) {
        var tree = self
        for segment in pattern.segments { tree = tree.child(segment) }
        guard !tree.entries.contains(where: { $0.method == method }) else {
            throw RouteError(
                pattern: pattern.text,
                reason: "there is another route of \(method?.name ?? "all methods") for the same paths")
        }
        tree.entries.append(RouteNode.Entry(method: method, endpoint: endpoint, names: pattern.names))
    }

    func node() -> RouteNode {
        RouteNode(
            entries: entries, literals: literals.map { ($0.segment, $0.tree.node()) },
            mixed: mixed.map { ($0.pieces, $0.tree.node()) }, parameter: parameter?.node(),
            wildcard: wildcard?.node())
    }

    private func child(_ segment: RoutePattern.Segment) -> RouteTree {
        switch segment {
        case .rest: return Self.known(&wildcard)
        case .parameter: return Self.known(&parameter)
        case .text(let bytes):
            if let known = literals.first(where: { $0.segment == bytes }) { return known.tree }
            literals.append((bytes, RouteTree()))
            return literals[literals.count - 1].tree
        case .mixed(let pieces):
            if let known = mixed.first(where: { $0.pieces == pieces }) { return known.tree }
            mixed.append((pieces, RouteTree()))
            return mixed[mixed.count - 1].tree
        }
    }

    private static func known(_ tree: inout RouteTree?) -> RouteTree {
        let known = tree ?? RouteTree()
        tree = known
        return known
    }
}
