/// A syntax error in JSON text.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The offset of the first invalid byte.
    public let offset: Int
    /// The problem, without its position.
    public let reason: String

    package init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// The reason and the offset of the byte.
    public var description: String { "\(reason) at byte \(offset)" }
}

/// Scans JSON (RFC 8259) without building values. It checks the grammar and finds the ends of values. Bytes above 0x7F
/// in strings are not checked, so that text stored by other writers is kept.
package enum JSONScanner {
    /// The maximum nesting of arrays and objects. Deeper text is an error instead of a stack overflow.
    package static let depthLimit = 256

    /// Returns the end of the white space that starts at `index`.
    @inline(__always)
    package static func skipSpace(_ bytes: Span<UInt8>, _ index: Int) -> Int {
        var index = index
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0a, 0x0d: index &+= 1
            default: return index
            }
        }
        return index
    }

    /// Returns the end of the value that starts at `start`, without white space before it.
    package static func endOfValue(_ bytes: Span<UInt8>, _ start: Int, depth: Int = 0) throws(JSONError) -> Int {
        guard start < bytes.count else { throw JSONError(offset: start, reason: "a value is missing") }
        switch bytes[start] {
        case 0x22: return try endOfString(bytes, start)
        case 0x7b, 0x5b: return try endOfContainer(bytes, start, depth: depth)
        case 0x74: return try endOfWord(bytes, start, [0x74, 0x72, 0x75, 0x65])
        case 0x66: return try endOfWord(bytes, start, [0x66, 0x61, 0x6c, 0x73, 0x65])
        case 0x6e: return try endOfWord(bytes, start, [0x6e, 0x75, 0x6c, 0x6c])
        case 0x2d, 0x30...0x39: return try endOfNumber(bytes, start)
        default: throw JSONError(offset: start, reason: "no value begins like this")
        }
    }

    /// Returns the end of the string whose opening quote is at `start`.
    package static func endOfString(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        guard start < bytes.count, bytes[start] == 0x22 else {
            throw JSONError(offset: start, reason: "a string is missing")
        }
        var index = start &+ 1
        while true {
            index = bytes.endOfPlainString(index)
            guard index < bytes.count else { throw JSONError(offset: index, reason: "a string has no end") }
            switch bytes[index] {
            case 0x22: return index &+ 1
            case 0x5c: index = try endOfEscape(bytes, index &+ 1)
            default: throw JSONError(offset: index, reason: "a control character in a string")
            }
        }
    }

    private static func endOfEscape(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        guard start < bytes.count else { throw JSONError(offset: start, reason: "a string has no end") }
        switch bytes[start] {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return start + 1
        case 0x75:
            for index in (start + 1)...(start + 4) {
                guard index < bytes.count, bytes[index].hexadecimalValue != nil else {
                    throw JSONError(offset: index, reason: "\\u lacks four hexadecimal digits")
                }
            }
            return start + 5
        default: throw JSONError(offset: start, reason: "an unknown escape")
        }
    }

    private static func endOfContainer(_ bytes: Span<UInt8>, _ start: Int, depth: Int) throws(JSONError) -> Int {
        guard depth < depthLimit else { throw JSONError(offset: start, reason: "nested too deeply") }
        let isObject = bytes[start] == 0x7b
        let close: UInt8 = isObject ? 0x7d : 0x5d
        var index = skipSpace(bytes, start + 1)
        if index < bytes.count, bytes[index] == close { return index + 1 }
        while true {
            if isObject {
                index = try endOfColon(bytes, try endOfString(bytes, index))
            }
            index = skipSpace(bytes, try endOfValue(bytes, index, depth: depth + 1))
            guard index < bytes.count else { throw JSONError(offset: index, reason: "an array or object has no end") }
            if bytes[index] == close { return index + 1 }
            guard bytes[index] == 0x2c else { throw JSONError(offset: index, reason: "a comma is missing") }
            index = skipSpace(bytes, index + 1)
        }
    }

    /// Returns the start of the value whose member's name ends at `end`.
    package static func endOfColon(_ bytes: Span<UInt8>, _ end: Int) throws(JSONError) -> Int {
        let index = skipSpace(bytes, end)
        guard index < bytes.count, bytes[index] == 0x3a else {
            throw JSONError(offset: index, reason: "a colon is missing")
        }
        return skipSpace(bytes, index + 1)
    }

    /// Returns the end of a literal name.
    ///
    /// - Parameter word: `true`, `false` or `null`.
    @inline(__always)
    private static func endOfWord<let count: Int>(
        _ bytes: Span<UInt8>, _ start: Int, _ word: InlineArray<count, UInt8>
    ) throws(JSONError) -> Int {
        guard start &+ count <= bytes.count else {
            throw JSONError(offset: start, reason: "no value is spelled like this")
        }
        for offset in 0..<count where bytes[start &+ offset] != word[offset] {
            throw JSONError(offset: start &+ offset, reason: "no value is spelled like this")
        }
        return start &+ count
    }

    private static func endOfNumber(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var index = bytes[start] == 0x2d ? start + 1 : start
        if index < bytes.count, bytes[index] == 0x30 {
            index += 1
        } else {
            index = try endOfDigits(bytes, index)
        }
        if index < bytes.count, bytes[index] == 0x2e { index = try endOfDigits(bytes, index + 1) }
        if index < bytes.count, bytes[index] | 0x20 == 0x65 {
            index += 1
            if index < bytes.count, bytes[index] == 0x2b || bytes[index] == 0x2d { index += 1 }
            index = try endOfDigits(bytes, index)
        }
        return index
    }

    private static func endOfDigits(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var index = start
        while index < bytes.count, bytes[index] &- 0x30 < 10 { index &+= 1 }
        guard index > start else { throw JSONError(offset: index, reason: "a digit is missing") }
        return index
    }
}
