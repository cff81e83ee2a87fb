/// Writing into memory that has been made ready for a known number of bytes: a byte costs a store and a
/// comparison, where appending it to an array asks each time whether there is room and who else holds it.
extension OutputSpan where Element == UInt8 {
    /// Appends a text's bytes.
    @inlinable @inline(__always)
    package mutating func append(_ text: String) {
        append(copying: text.utf8.span)
    }

    /// Appends a number that is not negative in decimal digits, with leading zeros up to `width`.
    @inlinable
    package mutating func append(decimal value: Int, width: Int = 1) {
        var rest = value.magnitude
        if rest < 10, width <= 1 { return append(UInt8(truncatingIfNeeded: 0x30 &+ rest)) }
        if rest < 100, width == 2 || (width < 2 && rest >= 10) {
            append(UInt8(truncatingIfNeeded: 0x30 &+ rest / 10))
            return append(UInt8(truncatingIfNeeded: 0x30 &+ rest % 10))
        }
        if rest < 1000, width <= 3, rest >= 100 {
            append(UInt8(truncatingIfNeeded: 0x30 &+ rest / 100))
            append(UInt8(truncatingIfNeeded: 0x30 &+ rest / 10 % 10))
            return append(UInt8(truncatingIfNeeded: 0x30 &+ rest % 10))
        }
        if rest < 10_000, width <= 4, rest >= 1000 {
            append(UInt8(truncatingIfNeeded: 0x30 &+ rest / 1000))
            append(UInt8(truncatingIfNeeded: 0x30 &+ rest / 100 % 10))
            append(UInt8(truncatingIfNeeded: 0x30 &+ rest / 10 % 10))
            return append(UInt8(truncatingIfNeeded: 0x30 &+ rest % 10))
        }
        var digits = InlineArray<20, UInt8>(repeating: 0x30)
        var first = 20
        repeat {
            first &-= 1
            digits[first] = UInt8(truncatingIfNeeded: 0x30 &+ rest % 10)
            rest /= 10
        } while rest > 0
        first = Swift.min(first, 20 &- Swift.min(width, 20))
        while first < 20 {
            append(digits[first])
            first &+= 1
        }
    }
}
