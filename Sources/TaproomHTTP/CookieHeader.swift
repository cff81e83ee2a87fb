/// The pairs of a Cookie field's value (RFC 6265 §5.4), read as leniently as the npm package `cookie` reads
/// them: white space around names and values and one pair of quotes around a value do not count, a part
/// without `=` is passed over, no part is an error.
public struct CookieHeader: Sendable {
    private var position: Int
    private let end: Int

    /// Walks over the bytes of `range`.
    public init(_ range: ByteRange) {
        position = Int(range.lower)
        end = Int(range.upper)
    }

    /// The next pair; its value still percent-encoded.
    public mutating func next(_ bytes: Span<UInt8>) -> (name: ByteRange, value: ByteRange)? {
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
