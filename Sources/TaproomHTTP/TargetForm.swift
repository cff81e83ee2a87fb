/// The forms of a request target (RFC 9112 §3.2).
enum TargetForm {
    /// Finds the path, query and authority of a target.
    static func split(
        _ bytes: Span<UInt8>, target: Range<Int>, questionMark: Int, into head: inout RequestHead
    ) -> RequestError? {
        if head.method == .connect { return .connectRefused }
        var pathStart = target.lowerBound
        if bytes[pathStart] != .slash {
            if target.count == 1, bytes[pathStart] == 0x2a {
                guard head.method == .options else { return .malformedTarget }
            } else {
                guard let authority = authority(of: bytes, target: target) else { return .malformedTarget }
                head.authority = authority
                pathStart = Int(authority.upper)
            }
        }
        let pathEnd = questionMark < 0 ? target.upperBound : questionMark
        head.path = ByteRange(pathStart, pathEnd)
        if questionMark >= 0 { head.query = ByteRange(questionMark + 1, target.upperBound) }
        return nil
    }

    /// Returns the authority of `http://authority/path`; nil if the target is not in absolute form.
    private static func authority(of bytes: Span<UInt8>, target: Range<Int>) -> ByteRange? {
        let start: Int
        if target.count > 7, bytes.equals(slice(target, 7), ignoringCase: "http://") {
            start = target.lowerBound + 7
        } else if target.count > 8, bytes.equals(slice(target, 8), ignoringCase: "https://") {
            start = target.lowerBound + 8
        } else {
            return nil
        }
        var end = start
        while end < target.upperBound, bytes[end] != .slash, bytes[end] != .questionMark { end += 1 }
        // An http URI without a host is invalid (RFC 9110 §4.2.1).
        guard end > start, bytes[start] != .colon, Host.isValid(bytes, start..<end) else { return nil }
        return ByteRange(start, end)
    }

    private static func slice(_ target: Range<Int>, _ count: Int) -> ByteRange {
        ByteRange(target.lowerBound, target.lowerBound + count)
    }
}

/// Keeps the last valid Host value, because the next request of a connection usually has the same one.
struct HostCache: Sendable {
    private var valid: [UInt8] = []
    /// The most bytes of a value that is kept: a DNS name with a port.
    private static let longest = 261

    mutating func isValid(_ bytes: Span<UInt8>, _ value: ByteRange) -> Bool {
        if value.count == valid.count, bytes.matches(valid.span, at: Int(value.lower)) { return true }
        guard Host.isValid(bytes, value.offset(by: 0)) else { return false }
        if value.count <= Self.longest { valid = value.offset(by: 0).map { bytes[$0] } }
        return true
    }
}

/// The value of Host: `uri-host [ ":" port ]` (RFC 9110 §7.2, RFC 3986 §3.2).
package enum Host {
    /// Whether a text is a non-empty, valid value of Host.
    package static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8.span
        return bytes.count > 0 && isValid(bytes, 0..<bytes.count)
    }

    static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        if index < range.upperBound, bytes[index] == 0x5b {
            index += 1
            let start = index
            while index < range.upperBound, isAddressCharacter(bytes[index]) { index += 1 }
            guard index > start, index < range.upperBound, bytes[index] == 0x5d else { return false }
            index += 1
        } else {
            while index < range.upperBound, bytes[index].isHostCharacter {
                if bytes[index] == .percent, !isEscape(bytes, index, range.upperBound) { return false }
                index &+= 1
            }
        }
        return index == range.upperBound || isPort(bytes, index..<range.upperBound)
    }

    private static func isEscape(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
        index + 2 < end && bytes[index + 1].hexadecimalValue != nil && bytes[index + 2].hexadecimalValue != nil
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        byte.hexadecimalValue != nil || byte == .colon || byte == 0x2e
    }

    /// Whether the bytes are a colon and a port number up to 65535, which may be empty.
    private static func isPort(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard bytes[range.lowerBound] == .colon, range.count <= 6 else { return false }
        var port = 0
        for index in (range.lowerBound + 1)..<range.upperBound {
            guard bytes[index].isDigit else { return false }
            port = port * 10 + Int(bytes[index]) - 0x30
        }
        return port <= 65535
    }
}

extension UInt8 {
    /// Letters, digits, `-._~%` and the sub-delimiters except the comma, which would indicate several joined fields.
    fileprivate var isHostCharacter: Bool {
        isIn(low: 0x2bff_6ff2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    }
}
