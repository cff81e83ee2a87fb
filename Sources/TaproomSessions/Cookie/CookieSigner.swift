import COpenSSL
import TaproomHTTP

/// Signs session ids for the cookie and checks what comes back, as the npm package `cookie-signature` does:
/// `s:` + id + `.` + HMAC-SHA256 in base64 without padding.
struct CookieSigner: Sendable {
    private let keys: [HMACKey]

    /// - Parameter secrets: the first signs, all verify.
    init(secrets: [String]) {
        keys = secrets.map { HMACKey(Array($0.utf8)) }
    }

    /// The cookie's value for an id, percent-encoded.
    ///
    /// - Parameter known: the first secret's code of the id, where it has been reckoned already.
    func sign(_ id: String, _ known: InlineArray<32, UInt8>? = nil) -> String {
        guard let key = keys.first else { return "" }
        let code = known ?? key.code(id.utf8.span)
        let digits = Base64.encode(code)
        let value = [UInt8](capacity: 8 + 3 * (id.utf8.count + Base64.length)) { output in
            output.append("s%3A")
            PercentCoding.encode(id.utf8.span, into: &output)
            output.append(0x2e)
            PercentCoding.encode(digits.span, into: &output)
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// An id whose signature is right.
    struct Verified {
        let id: String
        /// Which secret signed it.
        let keyIndex: Int
        /// That secret's code of the id.
        let code: InlineArray<32, UInt8>
    }

    /// The id in a cookie's value as it was received, or nil where it is not signed with one of the secrets.
    func verify(_ bytes: Span<UInt8>, _ value: ByteRange) -> Verified? {
        var buffer = InlineArray<160, UInt8>(repeating: 0)
        if let count = Self.decode(bytes, value, into: &buffer) { return verify(buffer.span.extracting(0..<count)) }
        // A bad escape, or one that is no UTF-8, leaves the text as it came.
        let raw = value.offset(by: 0).map { bytes[$0] }
        let decoded = PercentCoding.decode(raw).flatMap(Self.validUTF8) ?? raw
        return verify(decoded.span)
    }

    /// Decodes a value of the usual kind, which is short and all ASCII, without memory of its own; nil for
    /// another.
    private static func decode(
        _ bytes: Span<UInt8>, _ value: ByteRange, into buffer: inout InlineArray<160, UInt8>
    ) -> Int? {
        guard value.count <= 160 else { return nil }
        var index = Int(value.lower)
        let end = Int(value.upper)
        var count = 0
        while index < end {
            var byte = bytes[index]
            index &+= 1
            if byte == 0x25 {
                guard index &+ 1 < end, let high = JSONScanner.hexadecimal(bytes[index]),
                    let low = JSONScanner.hexadecimal(bytes[index &+ 1])
                else { return nil }
                byte = UInt8(truncatingIfNeeded: high << 4 | low)
                index &+= 2
            }
            guard byte < 0x80 else { return nil }
            buffer[count] = byte
            count &+= 1
        }
        return count
    }

    private func verify(_ decoded: Span<UInt8>) -> Verified? {
        guard decoded.count > 2, decoded[0] == 0x73, decoded[1] == 0x3a else { return nil }
        var dot = decoded.count &- 1
        while dot > 2, decoded[dot] != 0x2e { dot &-= 1 }
        guard dot > 2, decoded.count &- dot &- 1 == Base64.length else { return nil }
        let id = decoded.extracting(2..<dot)
        let signature = decoded.extracting((dot &+ 1)..<decoded.count)
        for index in keys.indices {
            let code = keys[index].code(id)
            guard Self.equals(Base64.encode(code), signature) else { continue }
            guard let text = try? UTF8Span(validating: id) else { return nil }
            return Verified(id: String(copying: text), keyIndex: index, code: code)
        }
        return nil
    }

    private static func validUTF8(_ bytes: [UInt8]) -> [UInt8]? {
        String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
    }

    /// In a time that does not depend on where they differ.
    private static func equals(_ left: InlineArray<43, UInt8>, _ right: Span<UInt8>) -> Bool {
        // OpenSSL reads the bytes during the call only.
        left.span.withUnsafeBytes { left in
            right.withUnsafeBytes { CRYPTO_memcmp(left.baseAddress, $0.baseAddress, left.count) == 0 }
        }
    }
}

/// The 32 bytes of a code in base64 (RFC 4648 §4) without padding: 43 digits.
enum Base64 {
    static let length = 43

    /// Three bytes become four digits at a time.
    static func encode(_ code: InlineArray<32, UInt8>) -> InlineArray<43, UInt8> {
        var digits = InlineArray<43, UInt8>(repeating: 0)
        var position = 0
        var byte = 0
        while byte < 30 {
            let group = UInt32(code[byte]) << 16 | UInt32(code[byte &+ 1]) << 8 | UInt32(code[byte &+ 2])
            digits[position] = digit(group >> 18)
            digits[position &+ 1] = digit(group >> 12 & 63)
            digits[position &+ 2] = digit(group >> 6 & 63)
            digits[position &+ 3] = digit(group & 63)
            byte &+= 3
            position &+= 4
        }
        let rest = UInt32(code[30]) << 10 | UInt32(code[31]) << 2
        digits[40] = digit(rest >> 12)
        digits[41] = digit(rest >> 6 & 63)
        digits[42] = digit(rest & 63)
        return digits
    }

    @inline(__always)
    private static func digit(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        if value < 26 { return 0x41 &+ value }
        if value < 52 { return 0x47 &+ value }
        if value < 62 { return value &- 4 }
        return value == 62 ? 0x2b : 0x2f
    }
}
