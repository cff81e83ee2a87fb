/// The pairs of a Cookie field's value (RFC 6265 §5.4). They are parsed as leniently as by the npm package `cookie`,
/// which ignores white space around names and values, one pair of quotes around a value, and any part without `=`.
package struct CookieHeader: Sendable {
    private var position: Int
    private let end: Int

    /// Makes an iterator over the pairs in a range of bytes.
    package init(_ range: ByteRange) {
        position = Int(range.lower)
        end = Int(range.upper)
    }

    /// Returns the next pair, whose value is still percent-encoded; nil after the last.
    package mutating func next(_ bytes: Span<UInt8>) -> (name: ByteRange, value: ByteRange)? {
        while position < end {
            let start = position
            let equals = bytes.firstIndex(of: .equals, or: .semicolon, start, end)
            let stop = bytes.firstIndex(of: .semicolon, equals, end)
            position = stop &+ 1
            guard equals < stop else { continue }
            let name = bytes.trimmingWhitespace(start, equals)
            var value = bytes.trimmingWhitespace(equals + 1, stop)
            if value.count >= 2, bytes[Int(value.lower)] == .doubleQuote,
                bytes[Int(value.upper) - 1] == .doubleQuote
            {
                value = ByteRange(Int(value.lower) + 1, Int(value.upper) - 1)
            }
            return (name, value)
        }
        return nil
    }
}
