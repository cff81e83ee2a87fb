/// Copying into a page's buffer. The target is extracted first: with two spans of the same length, the compiler
/// vectorizes the loop, which it does not do for offsets in the buffer. `_mutatingExtracting` is Swift 6.3's name of
/// the `extracting` of 6.2.
///
/// These functions are always inlined: if the length is known to be a multiple of a block, there is no loop for the
/// remainder.
extension MutableSpan where Element == UInt8 {
    @inline(__always)
    mutating func copy(_ bytes: Span<UInt8>, to offset: Int) {
        var target = _mutatingExtracting(offset..<offset &+ bytes.count)
        for index in bytes.indices { target[index] = bytes[index] }
    }

    /// Copies bytes, and returns whether one of them is a special character of HTML.
    @inline(__always)
    mutating func copyFindingSpecials(_ bytes: Span<UInt8>, to offset: Int) -> Bool {
        var target = _mutatingExtracting(offset..<offset &+ bytes.count)
        var specials: UInt8 = 0
        for index in bytes.indices {
            target[index] = bytes[index]
            specials |= HTML.special(bytes[index])
        }
        return specials != 0
    }
}
