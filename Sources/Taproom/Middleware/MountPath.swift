import TaproomHTTP

/// A path whose segments are compared with a request's as the router compares them, decoded one by one and without
/// regard to empty ones: else `//admin` or `/%61dmin/%ff` would reach a route below `/admin` past the middleware that
/// guards it.
struct MountPath: Sendable {
    private let text: String

    /// - Parameter text: a path that has no need of percent-encoding.
    init(_ text: String) {
        self.text = text
    }

    /// Whether a request's path is this one, or lies under it.
    func covers(_ request: Request) -> Bool { matches(request, mayGoOn: true) }

    /// Whether a request's path is this one.
    func equals(_ request: Request) -> Bool { matches(request, mayGoOn: false) }

    private func matches(_ request: Request, mayGoOn: Bool) -> Bool {
        let path = request.head.path
        let isEncoded = request.head.pathIsEncoded
        return request.withBytes { bytes in
            let own = text.utf8.span
            var rest = 0..<own.count
            var requested = Int(path.lower)..<Int(path.upper)
            while true {
                let segment = own.takeSegment(of: &rest)
                if segment.isEmpty, mayGoOn { return true }
                let other = bytes.takeSegment(of: &requested)
                guard Self.equals(own.extracting(segment), bytes.extracting(other), isEncoded: isEncoded)
                else { return false }
                if segment.isEmpty { return true }
            }
        }
    }

    private static func equals(_ own: Span<UInt8>, _ other: Span<UInt8>, isEncoded: Bool) -> Bool {
        if isEncoded {
            guard let decoded = PercentCoding.decode(other.indices.map { other[$0] }) else { return false }
            return own.count == decoded.count && own.holds(decoded.span, at: 0)
        }
        return own.count == other.count && own.holds(other, at: 0)
    }
}
