import TaproomHTTP

/// A request's path as segments, found once and decoded where there is something to decode. The router, groups, mounted
/// middleware, cookie paths and static files all compare by them: empty segments do not count, and an encoded slash does
/// not separate. So no spelling of a path reaches a route past the middleware that guards it.
struct RequestPath {
    /// A segment that is not empty.
    struct Segment {
        /// Where it stands in the decoded path, or else in the request's bytes.
        var range: Range<Int>
        /// Where it ends in the request's bytes, as they were sent.
        var sentEnd: Int
    }

    private(set) var segments: [Segment] = []
    /// The decoded path; empty where there is nothing to decode.
    private(set) var decoded: [UInt8] = []
    /// Whether each `%` is followed by two hexadecimal digits, and no byte is NUL: no route has another path.
    private(set) var isValid = true
    private(set) var isKnown = false

    /// Forgets the last request's path.
    mutating func reset() {
        guard isKnown else { return }
        isKnown = false
        segments.removeAll(keepingCapacity: true)
        decoded.removeAll(keepingCapacity: true)
    }

    /// Takes the path apart.
    mutating func find(in bytes: Span<UInt8>, _ path: ByteRange, isEncoded: Bool) {
        isKnown = true
        isValid = true
        var start = Int(path.lower)
        let end = Int(path.upper)
        while true {
            while start < end, bytes[start] == UInt8(ascii: "/") {
                if isEncoded { decoded.append(bytes[start]) }
                start &+= 1
            }
            guard start < end else { return }
            var stop = start
            while stop < end, bytes[stop] != UInt8(ascii: "/") { stop &+= 1 }
            let range = isEncoded ? decode(bytes.extracting(start..<stop)) : start..<stop
            guard let range else { return isValid = false }
            segments.append(Segment(range: range, sentEnd: stop))
            start = stop
        }
    }

    private mutating func decode(_ segment: Span<UInt8>) -> Range<Int>? {
        guard let bytes = PercentCoding.decode(segment.indices.map { segment[$0] }), !bytes.contains(0) else {
            return nil
        }
        let start = decoded.count
        decoded += bytes
        return start..<decoded.count
    }
}

/// The segments of a path that a program names, such as that of a mount.
package struct PathPrefix: Sendable {
    let segments: [[UInt8]]

    /// - Parameter text: a path that has no need of percent-encoding.
    package init(_ text: String) {
        segments = text.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
    }
}

extension Request {
    /// Lets `body` look at the segments of the whole path, and at the bytes that they refer to.
    @inline(__always)
    func withSegments<Result>(_ body: (Span<UInt8>, [RequestPath.Segment]) -> Result) -> Result {
        findSegments()
        if head.pathIsEncoded {
            let decoded = pathSegments.decoded
            return body(decoded.span, pathSegments.segments)
        }
        return withBytes { body($0, pathSegments.segments) }
    }

    private func findSegments() {
        guard !pathSegments.isKnown else { return }
        withBytes { pathSegments.find(in: $0, head.path, isEncoded: head.pathIsEncoded) }
    }

    /// Whether the path is under a prefix, or is that prefix.
    ///
    /// - Parameter inWholePath: whether to compare with the whole path, also where a prefix was taken off it.
    package func isUnder(_ prefix: PathPrefix, inWholePath: Bool = false) -> Bool {
        let skipped = inWholePath ? 0 : mountedSegments
        return withSegments { bytes, segments in
            // Behind what can't be decoded there may be anything: a guard of any path there is asked.
            guard segments.count &- skipped >= prefix.segments.count || !pathSegments.isValid else { return false }
            for (index, text) in prefix.segments.prefix(max(0, segments.count &- skipped)).enumerated() {
                let range = segments[skipped &+ index].range
                guard range.count == text.count, bytes.matches(text.span, at: range.lowerBound) else { return false }
            }
            return true
        }
    }

    /// Whether the whole path lies below a prefix: a slash follows that in it.
    package func isBelow(_ prefix: PathPrefix) -> Bool {
        guard isUnder(prefix, inWholePath: true) else { return false }
        // Of a path that can't be decoded there may be fewer segments than the prefix has.
        guard let last = prefix.segments.indices.last, last < pathSegments.segments.count else { return true }
        return pathSegments.segments[last].sentEnd < Int(head.path.upper)
    }

    /// The decoded segments behind the prefix that was taken off the path; nil where no file or route can have the path.
    package var decodedSegments: [[UInt8]]? {
        let skipped = mountedSegments
        let decoded = withSegments { bytes, segments in
            segments.dropFirst(skipped).map { segment in segment.range.map { bytes[$0] } }
        }
        return pathSegments.isValid ? decoded : nil
    }

    /// Whether the request's path is under a path, or is that path, by whole segments.
    ///
    /// - Parameter path: a path that has no need of percent-encoding.
    public func isUnder(_ path: String) -> Bool { isUnder(PathPrefix(path)) }

    /// Where the rest of the path begins in the request's bytes.
    var restOfPath: ByteRange {
        guard mountedSegments > 0 else { return head.path }
        findSegments()
        guard mountedSegments <= pathSegments.segments.count else { return head.path }
        return ByteRange(pathSegments.segments[mountedSegments - 1].sentEnd, Int(head.path.upper))
    }
}
