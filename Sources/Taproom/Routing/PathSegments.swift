extension Span<UInt8> {
    /// The next segment of a path that is not empty; an empty one at the end.
    ///
    /// - Parameter rest: what is left of the path, which then is what follows the segment.
    func takeSegment(of rest: inout Range<Int>) -> Range<Int> {
        var start = rest.lowerBound
        while start < rest.upperBound, self[start] == 0x2f { start &+= 1 }
        var end = start
        while end < rest.upperBound, self[end] != 0x2f { end &+= 1 }
        rest = end..<rest.upperBound
        return start..<end
    }
}
