/// The pairs of a Cookie field's value (RFC 6265 §5.4), parsed as leniently as by the npm package `cookie`: white space
/// around names and values and one pair of quotes around a value are ignored, and so is a part without `=`.
package struct CookieHeader: Sendable {
    private var position: Int
    private let end: Int

    /// Parses the bytes of `range`.
    package init(_ range: ByteRange) {
        position = Int(range.lower)
        end = Int(range.upper)
    }

    /// The next pair, with its value still percent-encoded; nil behind the last.
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
