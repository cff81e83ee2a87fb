import TaproomHTTP

/// The first segments of a path. They are compared with a request's as the router compares them, decoded one by
/// one and without regard to empty ones: else `//admin` or `/%61dmin/%ff` would reach a route below `/admin` past
/// the middleware that guards it.
struct MountPath: Sendable {
    private let segments: [[UInt8]]

    init(_ path: String) {
        segments = path.utf8.split(separator: 0x2f).map { Array($0) }
    }

    /// Whether a request's path is this one, or lies under it.
    func matches(_ request: Request) -> Bool {
        if segments.isEmpty { return true }
        let path = request.head.path
        let isEncoded = request.head.pathIsEncoded
        return request.withBytes { bytes in
            var index = Int(path.lower)
            for segment in segments {
                while index < path.upper, bytes[index] == 0x2f { index += 1 }
                let start = index
                while index < path.upper, bytes[index] != 0x2f { index += 1 }
                guard Self.equals(bytes, start..<index, segment, isEncoded: isEncoded) else { return false }
            }
            return true
        }
    }

    private static func equals(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ segment: [UInt8], isEncoded: Bool
    ) -> Bool {
        if isEncoded { return PercentCoding.decode(range.map { bytes[$0] }) == segment }
        guard range.count == segment.count else { return false }
        for offset in segment.indices where bytes[range.lowerBound + offset] != segment[offset] { return false }
        return true
    }
}
