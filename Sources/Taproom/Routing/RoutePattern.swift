/// A route's pattern, taken apart.
struct RoutePattern {
    enum Segment {
        case text([UInt8])
        case parameter
        case rest
    }

    private(set) var segments: [Segment] = []
    /// The names of what the segments catch, in order; that of the rest is `*`.
    private(set) var names: [String] = []

    /// Without regard to empty segments, as paths are taken.
    init(_ pattern: String) throws(RouteError) {
        var rest = pattern.utf8.split(separator: 0x2f)[...]
        while let segment = rest.popFirst() {
            let name: String
            if segment.contains(0x2a) {
                guard segment.count == 1, rest.isEmpty else {
                    throw RouteError(pattern: pattern, reason: "* must be the last segment, and all of it")
                }
                segments.append(.rest)
                name = "*"
            } else if segment.first == 0x3a {
                segments.append(.parameter)
                name = String(decoding: segment.dropFirst(), as: UTF8.self)
            } else {
                segments.append(.text(Array(segment)))
                continue
            }
            guard !name.isEmpty else { throw RouteError(pattern: pattern, reason: "a parameter has no name") }
            guard !names.contains(name) else {
                throw RouteError(pattern: pattern, reason: "two parameters are called \(name)")
            }
            names.append(name)
        }
    }

    /// The segments of a pattern that catches nothing.
    var text: [[UInt8]]? {
        var text: [[UInt8]] = []
        for segment in segments {
            guard case .text(let bytes) = segment else { return nil }
            text.append(bytes)
        }
        return text
    }
}
