/// Strings and numbers in the format of JavaScript's `JSON.stringify` (ECMA-262 §25.5.2), so that an unchanged value
/// has an unchanged text.
package enum JSONText {
    /// Appends a string with its quotes.
    package static func append(_ text: String, to output: inout [UInt8]) {
        let bytes = text.utf8.span
        guard bytes.endOfPlainString(0) == bytes.count else { return appendEscaped(bytes, to: &output) }
        output.append(addingCapacity: bytes.count &+ 2) { output in
            output.append(.doubleQuote)
            output.append(copying: bytes)
            output.append(.doubleQuote)
        }
    }

    private static func appendEscaped(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        output.append(.doubleQuote)
        var index = 0
        while true {
            let end = bytes.endOfPlainString(index)
            let run = bytes.extracting(index..<end)
            output.append(addingCapacity: run.count) { $0.append(copying: run) }
            guard end < bytes.count else { break }
            appendEscape(of: bytes[end], to: &output)
            index = end + 1
        }
        output.append(.doubleQuote)
    }

    private static func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
        output.append(.backslash)
        switch byte {
        case 0x08: output.append(0x62)
        case 0x09: output.append(0x74)
        case 0x0a: output.append(0x6e)
        case 0x0c: output.append(0x66)
        case 0x0d: output.append(0x72)
        case 0..<0x20:
            output.append(contentsOf: "u00".utf8)
            output.append(byte < 0x10 ? 0x30 : 0x31)
            output.append(byte & 15 < 10 ? 0x30 + byte & 15 : 0x57 + byte & 15)
        default: output.append(byte)
        }
    }

    /// Returns a number as JavaScript's `Number::toString` writes it; `null` if it is not finite.
    package static func number(_ value: Double) -> String {
        value.isFinite ? shortest(value.description) : "null"
    }

    /// Appends a finite number as JavaScript's `Number::toString` writes it, with as many digits as distinguish it from
    /// other numbers of its type.
    static func append(_ value: some BinaryFloatingPoint & CustomStringConvertible, to output: inout [UInt8]) {
        if value.magnitude < 0x1p53, let whole = Int(exactly: value) {
            output.append(decimal: whole)
        } else {
            output.append(contentsOf: shortest(value.description).utf8)
        }
    }

    /// Converts Swift's description of a number into JavaScript's.
    ///
    /// - Parameter description: Swift's description of the number.
    private static func shortest(_ description: String) -> String {
        guard description.utf8.contains(0x65) else {
            if description == "-0.0" { return "0" }
            return description.hasSuffix(".0") ? String(description.dropLast(2)) : description
        }
        let magnitude = description.utf8.first == 0x2d ? description.dropFirst() : description[...]
        let sign = magnitude.startIndex == description.startIndex ? "" : "-"
        let parts = magnitude.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        var digits = String(mantissa[0])
        var point = digits.utf8.count
        if mantissa.count == 2, mantissa[1] != "0" { digits += mantissa[1] }
        if parts.count == 2 { point += Int(parts[1]) ?? 0 }
        while digits.hasPrefix("0") {
            digits.removeFirst()
            point -= 1
        }
        while digits.hasSuffix("0") { digits.removeLast() }
        return sign + insertPoint(digits, point)
    }

    /// Places the decimal point after `point` digits (ECMA-262 §6.1.6.1.20).
    private static func insertPoint(_ digits: String, _ point: Int) -> String {
        let count = digits.utf8.count
        if count <= point, point <= 21 { return digits + String(repeating: "0", count: point - count) }
        if 0 < point, point <= 21 { return digits.prefix(point) + "." + digits.dropFirst(point) }
        if -6 < point, point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        let exponent = point - 1 < 0 ? "e-\(1 - point)" : "e+\(point - 1)"
        return count == 1 ? digits + exponent : digits.prefix(1) + "." + digits.dropFirst() + exponent
    }

    /// Returns the number at `range`, rounded to an integer; nil if it is not a number or too large.
    package static func integer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        digits(bytes, range) ?? JSONValue(bytes, range).doubleValue.flatMap { Int(exactly: $0.rounded()) }
    }

    /// Returns the number at `range` if it consists of at most 18 digits; otherwise nil.
    package static func digits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count <= 18 else { return nil }
        var value = 0
        for index in range {
            let digit = Int(bytes[index]) &- 0x30
            guard 0...9 ~= digit else { return nil }
            value = value &* 10 &+ digit
        }
        return value
    }

    /// Whether the string at `range`, which includes the quotes, equals `text`.
    package static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: String) -> Bool {
        let length = text.utf8.count &+ 2
        // An escaped string is longer than its text, unless the backslash belongs to the text.
        if range.count >= length {
            for index in range where bytes[index] == 0x5c {
                return decoded(bytes, range, keepsSurrogates: true).elementsEqual(text.utf8)
            }
        }
        return range.count == length && bytes.matches(text.utf8.span, at: range.lowerBound &+ 1)
    }

    /// Whether two strings of a text are equal after decoding. Lone surrogates equal only themselves, as in JavaScript.
    package static func areSame(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>
    )
        -> Bool
    {
        decoded(bytes, range, keepsSurrogates: true) == decoded(other, otherRange, keepsSurrogates: true)
    }

    /// Returns the text of the string at `range`, which includes the quotes. A lone surrogate becomes U+FFFD.
    package static func string(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: decoded(bytes, range, keepsSurrogates: false), as: UTF8.self)
    }

    /// Returns the UTF-8 of the string at `range`, which includes the quotes.
    ///
    /// - Parameter keepsSurrogates: whether a lone surrogate becomes the three bytes that encode its code point,
    ///   instead of U+FFFD.
    package static func decoded(_ bytes: Span<UInt8>, _ range: Range<Int>, keepsSurrogates: Bool) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(range.count)
        var index = range.lowerBound + 1
        let end = range.upperBound - 1
        while index < end {
            let byte = bytes[index]
            index += 1
            guard byte == 0x5c, index < end else {
                output.append(byte)
                continue
            }
            let escape = bytes[index]
            index += 1
            switch escape {
            case 0x62: output.append(0x08)
            case 0x66: output.append(0x0c)
            case 0x6e: output.append(0x0a)
            case 0x72: output.append(0x0d)
            case 0x74: output.append(0x09)
            case 0x75: appendScalar(bytes, &index, end, keepsSurrogates: keepsSurrogates, to: &output)
            default: output.append(escape)
            }
        }
        return output
    }

    /// Appends the scalar of the `\u` escape, or pair of escapes, whose digits start at `index`.
    private static func appendScalar(
        _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int, keepsSurrogates: Bool, to output: inout [UInt8]
    ) {
        var units = [codeUnit(bytes, &index, end)]
        if UTF16.isLeadSurrogate(units[0]), index + 1 < end, bytes[index] == 0x5c, bytes[index + 1] == 0x75 {
            var next = index + 2
            let low = codeUnit(bytes, &next, end)
            if UTF16.isTrailSurrogate(low) {
                units.append(low)
                index = next
            }
        }
        if keepsSurrogates, units.count == 1, UTF16.isSurrogate(units[0]) {
            output.append(UInt8(truncatingIfNeeded: 0xe0 | units[0] >> 12))
            output.append(UInt8(truncatingIfNeeded: 0x80 | units[0] >> 6 & 0x3f))
            output.append(UInt8(truncatingIfNeeded: 0x80 | units[0] & 0x3f))
        } else {
            output.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
        }
    }

    private static func codeUnit(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> UInt16 {
        var unit: UInt16 = 0
        let stop = min(index + 4, end)
        while index < stop {
            unit = unit << 4 | UInt16(bytes[index].hexadecimalValue ?? 0)
            index += 1
        }
        return unit
    }
}
