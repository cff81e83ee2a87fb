/// Converts numbers of a JSON text, exactly if the type allows it.
extension JSONDocument {
    /// Returns an integer; nil if the number is not an integer or does not fit the type. `1.0` and `1e3` are integers.
    func integer<Value: FixedWidthInteger>(_ token: Int, as type: Value.Type) -> Value? {
        let range = tokens[token].range
        let storage = bytes
        let bytes = storage.span
        let isNegative = bytes[range.lowerBound] == 0x2d
        let start = isNegative ? range.lowerBound &+ 1 : range.lowerBound
        // At most 18 digits always fit into an Int.
        guard range.upperBound &- start <= 18, let magnitude = JSONText.digits(bytes, start..<range.upperBound) else {
            let text = text(token)
            return Value(text) ?? Double(text).flatMap { Value(exactly: $0) }
        }
        return Value(exactly: isNegative ? 0 &- magnitude : magnitude)
    }

    /// Returns the nearest `Double`; nil if the number is too large.
    func double(_ token: Int) -> Double? {
        if let value = simpleDouble(token) { return value }
        guard let value = Double(text(token)), value.isFinite else { return nil }
        return value
    }

    /// Returns the nearest `Float`; nil if the number is too large.
    func float(_ token: Int) -> Float? {
        guard let value = Float(text(token)), value.isFinite else { return nil }
        return value
    }

    /// Returns a number of at most 15 digits without an exponent; nil for any other. The digits and the power of ten
    /// are exact as `Double`, so their quotient is the nearest number.
    private func simpleDouble(_ token: Int) -> Double? {
        let storage = bytes
        let bytes = storage.span
        let range = tokens[token].range
        guard range.count <= 17 else { return nil }
        let isNegative = bytes[range.lowerBound] == 0x2d
        var digits = 0
        var count = 0
        var scale = 1.0
        var isBehindPoint = false
        for index in (isNegative ? range.lowerBound &+ 1 : range.lowerBound)..<range.upperBound {
            let byte = bytes[index]
            if byte.isDigit {
                digits = digits &* 10 &+ Int(byte &- 0x30)
                count &+= 1
                if isBehindPoint { scale *= 10 }
            } else if byte == 0x2e {
                isBehindPoint = true
            } else {
                return nil
            }
        }
        guard count <= 15 else { return nil }
        let value = Double(digits) / scale
        return isNegative ? -value : value
    }
}
