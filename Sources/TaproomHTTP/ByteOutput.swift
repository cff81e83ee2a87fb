/// Writes into reserved memory.
extension OutputSpan where Element == UInt8 {
    /// Appends the UTF-8 bytes of a text.
    @inlinable @inline(__always)
    package mutating func append(_ text: String) {
        append(copying: text.utf8.span)
    }

    /// Appends the last two decimal digits of a number.
    @inlinable @inline(__always)
    package mutating func append(twoDigits value: Int) {
        let value = UInt(bitPattern: value) % 100
        append(UInt8(truncatingIfNeeded: 0x30 &+ value / 10))
        append(UInt8(truncatingIfNeeded: 0x30 &+ value % 10))
    }

    /// Appends a number in decimal digits.
    @inlinable
    package mutating func append(decimal value: Int) {
        switch value {
        case 0..<10: append(UInt8(truncatingIfNeeded: 0x30 &+ value))
        case 10..<100: append(twoDigits: value)
        case 100..<1000:
            append(UInt8(truncatingIfNeeded: 0x30 &+ value / 100))
            append(twoDigits: value)
        case 1000..<10_000:
            append(twoDigits: value / 100)
            append(twoDigits: value)
        default: withDecimal(value) { append(copying: $0) }
        }
    }
}

/// Calls `body` with the decimal digits of a number, behind a minus sign if it is negative.
@inlinable
package func withDecimal(_ value: Int, _ body: (Span<UInt8>) -> Void) {
    var digits = InlineArray<20, UInt8>(repeating: 0x30)
    var first = 20
    var rest = value.magnitude
    repeat {
        first &-= 1
        digits[first] = UInt8(truncatingIfNeeded: 0x30 &+ rest % 10)
        rest /= 10
    } while rest > 0
    if value < 0 {
        first &-= 1
        digits[first] = 0x2d
    }
    let text = digits.span
    body(text.extracting(first...))
}
