/// Copies into a page's room. The part written to is cut out first: where both spans are of one length, the compiler
/// copies many bytes in a step, a loop over offsets in the room goes byte by byte. `_mutatingExtracting` is what
/// Swift 6.3 calls the `extracting` of 6.2.
///
/// Always inlined: where the length is known to be a multiple of a block, there is no loop for the rest.
extension MutableSpan where Element == UInt8 {
    @inline(__always)
    mutating func copy(_ bytes: Span<UInt8>, to offset: Int) {
        var target = _mutatingExtracting(offset..<offset &+ bytes.count)
        for index in bytes.indices { target[index] = bytes[index] }
    }

    /// Copies, and tells whether HTML gives one of the bytes a meaning.
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
