/// How values become the bytes of a page.
extension [UInt8] {
    /// Appends a value as it is. Lists, dictionaries and models have no text of their own and add nothing.
    mutating func append(_ value: ViewValue) {
        switch value {
        case .string(let text): append(contentsOf: text.utf8)
        case .bytes(let bytes): append(contentsOf: bytes)
        case .int(let number): append(number: number)
        case .double(let number): append(contentsOf: number.description.utf8)
        case .bool(let flag): append(contentsOf: (flag ? "true" : "false").utf8)
        case .null, .list, .dictionary, .object, .models: break
        }
    }

    /// Appends a value with the characters HTML gives a meaning replaced by their entities.
    mutating func appendEscaped(_ value: ViewValue) {
        switch value {
        case .string(let text):
            let added = HTML.growth(text.utf8.span)
            if added == 0 {
                append(contentsOf: text.utf8)
            } else {
                appendEscaped(text.utf8.span, growth: added)
            }
        case .bytes(let bytes):
            appendEscaped(bytes.span, growth: HTML.growth(bytes.span))
        default:
            append(value)
        }
    }

    private mutating func appendEscaped(_ bytes: Span<UInt8>, growth: Int) {
        append(addingCapacity: bytes.count + growth) { output in
            for index in bytes.indices {
                HTML.escape(bytes[index], into: &output)
            }
        }
    }

    private mutating func append(number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var divisor: UInt = 1
        while rest / divisor >= 10 {
            divisor *= 10
        }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}

/// The five characters that must not reach a page as they are, neither in text nor in a quoted attribute.
enum HTML {
    /// How many bytes escaping adds.
    static func growth(_ bytes: Span<UInt8>) -> Int {
        var growth = 0
        for index in bytes.indices where isSpecial(bytes[index]) {
            growth += entityGrowth(bytes[index])
        }
        return growth
    }

    static func escape(_ byte: UInt8, into output: inout OutputSpan<UInt8>) {
        guard isSpecial(byte) else { return output.append(byte) }
        switch byte {
        case UInt8(ascii: "&"): write("&amp;", into: &output)
        case UInt8(ascii: "<"): write("&lt;", into: &output)
        case UInt8(ascii: ">"): write("&gt;", into: &output)
        case UInt8(ascii: "\""): write("&quot;", into: &output)
        default: write("&#39;", into: &output)
        }
    }

    /// One test instead of five: all special characters are below 64, so each is a bit of a word.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        let bits: UInt64 = 1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x3E
        return byte < 64 && bits >> UInt64(byte) & 1 == 1
    }

    private static func entityGrowth(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"): 3
        case UInt8(ascii: "\""): 5
        default: 4
        }
    }

    private static func write(_ entity: String, into output: inout OutputSpan<UInt8>) {
        for byte in entity.utf8 {
            output.append(byte)
        }
    }
}
