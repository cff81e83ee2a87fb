import TaproomHTTP

/// A request's path as segments, found once and decoded only if the path is percent-encoded. The router, groups,
/// mounted middleware, cookie paths and static files all compare these segments: empty segments do not count, and an
/// encoded slash is not a separator. So no spelling of a path can reach a route without passing the middleware that
/// guards it.
struct RequestPath {
    /// A non-empty segment.
    struct Segment {
        /// Its range in the decoded path, or in the request's bytes if the path is not encoded.
        var range: Range<Int>
        /// Its end in the request's bytes, as they were sent.
        var sentEnd: Int
    }

    private(set) var segments: [Segment] = []
    /// The decoded path; empty if there is nothing to decode.
    private(set) var decoded: [UInt8] = []
    /// Whether each `%` is followed by two hexadecimal digits, and no decoded byte is NUL. Other paths match no route.
    private(set) var isValid = true
    private(set) var isKnown = false

    /// Discards the last request's path.
    mutating func reset() {
        guard isKnown else { return }
        isKnown = false
        segments.removeAll(keepingCapacity: true)
        decoded.removeAll(keepingCapacity: true)
    }

    /// Finds the segments of a path.
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

/// The segments of a path that the program declares, such as that of a mount.
package struct PathPrefix: Sendable {
    let segments: [[UInt8]]

    /// - Parameter text: a path without percent-encoding.
    package init(_ text: String) {
        segments = text.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
    }
}

extension Request {
    /// Calls `body` with the segments of the whole path, and the bytes that they refer to.
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

    /// Returns whether the path is equal to a prefix, or under it.
    ///
    /// - Parameter inWholePath: whether to compare the whole path, including a prefix that was removed from it.
    package func isUnder(_ prefix: PathPrefix, inWholePath: Bool = false) -> Bool {
        let skipped = inWholePath ? 0 : mountedSegments
        return withSegments { bytes, segments in
            // An invalid segment could stand for anything. So that middleware that guards a prefix sees such paths, a
            // path counts as under the prefix if its valid segments match.
            guard segments.count &- skipped >= prefix.segments.count || !pathSegments.isValid else { return false }
            for (index, text) in prefix.segments.prefix(max(0, segments.count &- skipped)).enumerated() {
                let range = segments[skipped &+ index].range
                guard range.count == text.count, bytes.matches(text.span, at: range.lowerBound) else { return false }
            }
            return true
        }
    }

    /// Returns whether the whole path is below a prefix: a slash follows the prefix in it.
    package func isBelow(_ prefix: PathPrefix) -> Bool {
        guard isUnder(prefix, inWholePath: true) else { return false }
        // A path that can't be decoded may have fewer segments than the prefix.
        guard let last = prefix.segments.indices.last, last < pathSegments.segments.count else { return true }
        return pathSegments.segments[last].sentEnd < Int(head.path.upper)
    }

    /// The decoded segments after the prefix that was removed from the path; nil if the path can't be decoded, so that
    /// no file or route has it.
    package var decodedSegments: [[UInt8]]? {
        let skipped = mountedSegments
        let decoded = withSegments { bytes, segments in
            segments.dropFirst(skipped).map { segment in segment.range.map { bytes[$0] } }
        }
        return pathSegments.isValid ? decoded : nil
    }

    /// Returns whether the request's path is equal to a path, or under it. Whole segments are compared.
    ///
    /// - Parameter path: a path without percent-encoding.
    public func isUnder(_ path: String) -> Bool { isUnder(PathPrefix(path)) }

    /// The range in the request's bytes of the path after the prefix that was removed from it.
    var restOfPath: ByteRange {
        guard mountedSegments > 0 else { return head.path }
        findSegments()
        guard mountedSegments <= pathSegments.segments.count else { return head.path }
        return ByteRange(pathSegments.segments[mountedSegments - 1].sentEnd, Int(head.path.upper))
    }
}
