import TaproomHTTP

/// One segment of the tree of routes.
final class RouteNode: Sendable {
    /// A route that ends here. Routes that share the node call their parameters as each of them likes.
    struct Entry: Sendable {
        let method: HTTPMethod
        let endpoint: Endpoint
        let names: [String]
    }

    private let entries: [Entry]
    private let literals: [(segment: [UInt8], node: RouteNode)]
    private let parameter: RouteNode?
    private let wildcard: RouteNode?
    /// The value of Allow for this node alone.
    private let allowedMethods: String

    init(
        entries: [Entry], literals: [(segment: [UInt8], node: RouteNode)], parameter: RouteNode?, wildcard: RouteNode?
    ) {
        self.entries = entries
        self.literals = literals
        self.parameter = parameter
        self.wildcard = wildcard
        allowedMethods = Self.allow(entries.map(\.method.name))
    }

    /// The value of Allow for routes with these methods.
    static func allow(_ methods: [String]) -> String {
        var names = Set(methods)
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted().joined(separator: ", ")
    }

    /// The value of Allow for a path that all these nodes stand for.
    static func allow(_ nodes: [RouteNode]) -> String {
        if let only = nodes.first, nodes.count == 1 { return only.allowedMethods }
        return allow(nodes.flatMap { $0.entries.map(\.method.name) })
    }

    /// The endpoint of a method; GET's answers HEAD too (RFC 9110 §9.3.2).
    func endpoint(for method: HTTPMethod) -> Endpoint? {
        place(of: method).map { entries[$0].endpoint }
    }

    private func place(of method: HTTPMethod) -> Int? {
        for place in entries.indices where entries[place].method == method { return place }
        return method == .head ? place(of: .get) : nil
    }

    /// The node below for a segment of text.
    func child(_ segment: [UInt8]) -> RouteNode? {
        literals.first { $0.segment == segment }?.node
    }

    /// Walks down by the segments of an undecoded path in place.
    func match(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ walk: inout RouteWalk, _ parameters: inout Parameters
    ) -> Endpoint? {
        var rest = start..<end
        let segment = bytes.takeSegment(of: &rest)
        guard !segment.isEmpty else { return finish(&walk, &parameters) }
        for literal in literals where Self.equals(bytes, segment, literal.segment) {
            let found = literal.node.match(bytes, from: rest.lowerBound, to: end, &walk, &parameters)
            if let found { return found }
        }
        if let parameter {
            parameters.append(Self.text(bytes, segment))
            let found = parameter.match(bytes, from: rest.lowerBound, to: end, &walk, &parameters)
            if let found { return found }
            parameters.removeLast()
        }
        guard let found = wildcard?.finish(&walk, &parameters) else { return nil }
        parameters.append(Self.text(bytes, segment.lowerBound..<end))
        return found
    }

    /// Walks down by decoded segments.
    func match(
        _ bytes: Span<UInt8>, _ segments: ArraySlice<Range<Int>>, _ walk: inout RouteWalk,
        _ parameters: inout Parameters
    ) -> Endpoint? {
        guard let segment = segments.first else { return finish(&walk, &parameters) }
        for literal in literals where Self.equals(bytes, segment, literal.segment) {
            if let found = literal.node.match(bytes, segments.dropFirst(), &walk, &parameters) { return found }
        }
        if let parameter {
            parameters.append(Self.text(bytes, segment))
            if let found = parameter.match(bytes, segments.dropFirst(), &walk, &parameters) { return found }
            parameters.removeLast()
        }
        guard let found = wildcard?.finish(&walk, &parameters) else { return nil }
        parameters.append(Self.text(bytes, segment.lowerBound..<bytes.count))
        return found
    }

    /// The path ends here: the route of the method, or a note that there are others.
    private func finish(_ walk: inout RouteWalk, _ parameters: inout Parameters) -> Endpoint? {
        if let place = place(of: walk.method) {
            parameters.names = entries[place].names
            return entries[place].endpoint
        }
        if !entries.isEmpty { walk.others.append(self) }
        return nil
    }

    private static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ segment: [UInt8]) -> Bool {
        guard range.count == segment.count else { return false }
        for index in segment.indices where bytes[range.lowerBound &+ index] != segment[index] { return false }
        return true
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: range.map { bytes[$0] }, as: UTF8.self)
    }
}

/// What a walk down the tree of routes looks for, and what it has come by.
struct RouteWalk {
    let method: HTTPMethod
    /// Nodes that stand for the path, but have no route of the method.
    var others: [RouteNode] = []
}
