import TaproomHTTP

/// The tree of routes while it grows.
final class RouteBuilder {
    private var entries: [RouteNode.Entry] = []
    private var literals: [(segment: [UInt8], builder: RouteBuilder)] = []
    private var parameter: RouteBuilder?
    private var wildcard: RouteBuilder?

    /// Adds a route; one of the same method replaces it that matches the same paths, whatever its parameters' names.
    func add(_ pattern: RoutePattern, _ method: HTTPMethod, _ endpoint: Endpoint) {
        var builder = self
        for segment in pattern.segments { builder = builder.child(segment) }
        builder.entries.removeAll { $0.method == method }
        builder.entries.append(RouteNode.Entry(method: method, endpoint: endpoint, names: pattern.names))
    }

    func node() -> RouteNode {
        RouteNode(
            entries: entries, literals: literals.map { ($0.segment, $0.builder.node()) },
            parameter: parameter?.node(), wildcard: wildcard?.node())
    }

    private func child(_ segment: RoutePattern.Segment) -> RouteBuilder {
        switch segment {
        case .rest: return Self.known(&wildcard)
        case .parameter: return Self.known(&parameter)
        case .text(let bytes):
            if let known = literals.first(where: { $0.segment == bytes }) { return known.builder }
            let child = RouteBuilder()
            literals.append((bytes, child))
            return child
        }
    }

    private static func known(_ builder: inout RouteBuilder?) -> RouteBuilder {
        let known = builder ?? RouteBuilder()
        builder = known
        return known
    }
}
