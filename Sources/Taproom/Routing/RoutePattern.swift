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

    /// The segments of a pattern that catches nothing.
    var text: [[UInt8]]? {
        var text: [[UInt8]] = []
        for segment in segments {
            guard case .text(let bytes) = segment else { return nil }
            text.append(bytes)
        }
        return text
    }

    /// Without regard to empty segments, as paths are taken.
    init(_ pattern: String) {
        for segment in pattern.utf8.split(separator: 0x2f) {
            if segment.elementsEqual("*".utf8) {
                segments.append(.rest)
                names.append("*")
            } else if segment.first == 0x3a {
                segments.append(.parameter)
                names.append(String(decoding: segment.dropFirst(), as: UTF8.self))
            } else {
                segments.append(.text(Array(segment)))
            }
        }
    }
}
