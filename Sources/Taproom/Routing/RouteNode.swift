import TaproomHTTP

/// One segment of the tree of routes.
final class RouteNode: Sendable {
    private let endpoints: [(method: HTTPMethod, endpoint: Endpoint)]
    private let literals: [(segment: [UInt8], node: RouteNode)]
    private let parameter: (name: String, node: RouteNode)?
    private let wildcard: RouteNode?
    /// The value of Allow for this path.
    let allowedMethods: String

    init(
        endpoints: [(method: HTTPMethod, endpoint: Endpoint)], literals: [(segment: [UInt8], node: RouteNode)],
        parameter: (name: String, node: RouteNode)?, wildcard: RouteNode?
    ) {
        self.endpoints = endpoints
        self.literals = literals
        self.parameter = parameter
        self.wildcard = wildcard
        allowedMethods = Self.allow(endpoints.map(\.method.name))
    }

    /// The value of Allow for routes with these methods.
    static func allow(_ methods: [String]) -> String {
        var names = Set(methods)
        if names.contains("GET") { names.insert("HEAD") }
        names.insert("OPTIONS")
        return names.sorted().joined(separator: ", ")
    }

    /// The endpoint of a method; GET's answers HEAD too (RFC 9110 §9.3.2).
    func endpoint(for method: HTTPMethod) -> Endpoint? {
        for entry in endpoints where entry.method == method { return entry.endpoint }
        return method == .head ? endpoint(for: .get) : nil
    }

    /// Walks down by the segments of an undecoded path in place.
    func match(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ parameters: inout Parameters
    ) -> RouteNode? {
        var first = start
        while first < end, bytes[first] == 0x2f { first &+= 1 }
        guard first < end else { return endpoints.isEmpty ? nil : self }
        var stop = first
        while stop < end, bytes[stop] != 0x2f { stop &+= 1 }
        for literal in literals where Self.equals(bytes, first..<stop, literal.segment) {
            if let node = literal.node.match(bytes, from: stop, to: end, &parameters) { return node }
        }
        if let parameter {
            parameters.append(parameter.name, Self.text(bytes, first..<stop))
            if let node = parameter.node.match(bytes, from: stop, to: end, &parameters) { return node }
            parameters.removeLast()
        }
        if wildcard != nil { parameters.append("*", Self.text(bytes, first..<end)) }
        return wildcard
    }

    /// Walks down by decoded segments.
    func match(
        _ bytes: Span<UInt8>, _ segments: ArraySlice<Range<Int>>, _ parameters: inout Parameters
    ) -> RouteNode? {
        guard let segment = segments.first else { return endpoints.isEmpty ? nil : self }
        for literal in literals where Self.equals(bytes, segment, literal.segment) {
            if let node = literal.node.match(bytes, segments.dropFirst(), &parameters) { return node }
        }
        if let parameter {
            parameters.append(parameter.name, Self.text(bytes, segment))
            if let node = parameter.node.match(bytes, segments.dropFirst(), &parameters) { return node }
            parameters.removeLast()
        }
        if wildcard != nil {
            parameters.append("*", segments.map { Self.text(bytes, $0) }.joined(separator: "/"))
        }
        return wildcard
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

/// The tree of routes while it grows.
final class RouteBuilder {
    private var endpoints: [(method: HTTPMethod, endpoint: Endpoint)] = []
    private var literals: [(segment: [UInt8], builder: RouteBuilder)] = []
    private var parameter: (name: String, builder: RouteBuilder)?
    private var wildcard: RouteBuilder?

    /// Adds a route; one of the same method and pattern replaces it.
    func add(_ route: Route) {
        var builder = self
        for segment in route.pattern.split(separator: "/") {
            builder = builder.child(String(segment))
        }
        builder.endpoints.removeAll { $0.method == route.method }
        builder.endpoints.append((route.method, route.endpoint))
    }

    func node() -> RouteNode {
        RouteNode(
            endpoints: endpoints, literals: literals.map { ($0.segment, $0.builder.node()) },
            parameter: parameter.map { ($0.name, $0.builder.node()) }, wildcard: wildcard?.node())
    }

    private func child(_ segment: String) -> RouteBuilder {
        if segment == "*" {
            let child = wildcard ?? RouteBuilder()
            wildcard = child
            return child
        }
        if segment.hasPrefix(":") {
            let child = parameter?.builder ?? RouteBuilder()
            parameter = (String(segment.dropFirst()), child)
            return child
        }
        let bytes = Array(segment.utf8)
        if let known = literals.first(where: { $0.segment == bytes }) { return known.builder }
        let child = RouteBuilder()
        literals.append((bytes, child))
        return child
    }
}
