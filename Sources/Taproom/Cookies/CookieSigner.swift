import TaproomHTTP

/// An HMAC-SHA256 in base64 without padding.
package typealias Signature = InlineArray<43, UInt8>

/// Signs the values of cookies, such as session ids, and verifies them, as the npm package `cookie-signature` does. A
/// signed value is `s:` + id + `.` + HMAC-SHA256 in base64 without padding.
package struct CookieSigner: Sendable {
    private let keys: [HMACKey]

    /// - Parameter secrets: the first one signs, all verify.
    package init(secrets: [String]) {
        keys = secrets.map { HMACKey(Array($0.utf8)) }
    }

    /// Returns the cookie's value for an id, percent-encoded.
    package func sign(_ id: String) -> String {
        String(decoding: [UInt8](capacity: Self.capacity(id)) { sign(id, into: &$0) }, as: UTF8.self)
    }

    /// Appends the cookie's value for an id, percent-encoded, with at most `capacity` bytes.
    package func sign(_ id: String, into output: inout OutputSpan<UInt8>) {
        guard let key = keys.first else { return }
        Self.write(id, Base64.encode(key.code(id.utf8.span)), into: &output)
    }

    /// Returns the signed value, not percent-encoded.
    func signed(_ value: String) -> String {
        guard let key = keys.first else { return value }
        let signature = Base64.encode(key.code(value.utf8.span))
        return "s:" + value + "." + String(decoding: signature.indices.map { signature[$0] }, as: UTF8.self)
    }

    private static func write(_ id: String, _ signature: Signature, into output: inout OutputSpan<UInt8>) {
        output.append("s%3A")
        PercentCoding.encode(id.utf8.span, into: &output)
        output.append(0x2e)
        PercentCoding.encode(signature.span, into: &output)
    }

    /// Returns the most bytes that the cookie's value for an id can have.
    package static func capacity(_ id: String) -> Int { 8 + 3 * (id.utf8.count + Base64.length) }

    /// An id whose signature is valid. It is an object because it is passed on more often than it is made.
    package final class Verified: Sendable {
        package let id: String
        /// The part of the id that may be logged.
        package let label: Substring
        /// The index of the secret that signed it.
        package let keyIndex: Int
        /// The cookie's value for the id with this secret, percent-encoded.
        package let value: [UInt8]
        /// The index at which the signature begins in the value.
        package let signature: Int

        init(id: String, keyIndex: Int, value: [UInt8]) {
            self.id = id
            label = Substring(id.utf8.prefix(8))
            self.keyIndex = keyIndex
            self.value = value
            signature = (value.lastIndex(of: 0x2e) ?? -1) + 1
        }
    }

    /// Verifies a received cookie value.
    ///
    /// - Returns: nil if none of the secrets signed it.
    package func verify(_ bytes: Span<UInt8>, _ value: ByteRange) -> Verified? {
        if let (id, signature) = Self.usualParts(bytes, value) { return verify(bytes.extracting(id), signature.span) }
        // If an escape is invalid or does not decode to UTF-8, the text stays as it was received.
        let raw = value.offset(by: 0).map { bytes[$0] }
        let decoded = PercentCoding.decode(raw).flatMap(Self.validUTF8) ?? raw
        return verify(decoded.span)
    }

    /// Splits a value of the usual form without allocating: `s%3A`, an id without escapes, a dot, and a signature whose
    /// digits may be escaped. Returns nil for any other form.
    private static func usualParts(
        _ bytes: Span<UInt8>, _ value: ByteRange
    ) -> (id: Range<Int>, signature: Signature)? {
        let start = Int(value.lower) &+ 4
        let end = Int(value.upper)
        guard end &- start > Base64.length &+ 1,
            UInt32(truncatingIfNeeded: bytes.word(at: Int(value.lower))) == Self.prefix
        else { return nil }
        var dot = end &- Base64.length &- 1
        while dot > start, bytes[dot] != 0x2e { dot &-= 1 }
        guard dot > start else { return nil }
        for index in start..<dot where bytes[index] >= 0x80 || bytes[index] == 0x25 { return nil }
        var digits = InlineArray<43, UInt8>(repeating: 0)
        var index = dot &+ 1
        for digit in 0..<Base64.length {
            guard index < end else { return nil }
            var byte = bytes[index]
            index &+= 1
            if byte == 0x25 {
                guard index &+ 1 < end, let high = bytes[index].hexadecimalValue,
                    let low = bytes[index &+ 1].hexadecimalValue
                else { return nil }
                byte = high << 4 | low
                index &+= 2
            }
            // The last dot ends the id.
            guard byte < 0x80, byte != 0x2e else { return nil }
            digits[digit] = byte
        }
        return index == end ? (start..<dot, digits) : nil
    }

    /// `s%3A` as the first four bytes of a word.
    private static let prefix: UInt32 = 0x4133_2573

    private func verify(_ decoded: Span<UInt8>) -> Verified? {
        guard decoded.count > 2, decoded[0] == 0x73, decoded[1] == 0x3a else { return nil }
        var dot = decoded.count &- 1
        while dot > 2, decoded[dot] != 0x2e { dot &-= 1 }
        guard dot > 2, decoded.count &- dot &- 1 == Base64.length else { return nil }
        return verify(decoded.extracting(2..<dot), decoded.extracting((dot &+ 1)..<decoded.count))
    }

    private func verify(_ id: Span<UInt8>, _ signature: Span<UInt8>) -> Verified? {
        for index in keys.indices {
            let own = Base64.encode(keys[index].code(id))
            guard own.span.equalsInConstantTime(signature) else { continue }
            guard let text = try? UTF8Span(validating: id) else { return nil }
            let id = String(copying: text)
            let value = [UInt8](capacity: Self.capacity(id)) { Self.write(id, own, into: &$0) }
            return Verified(id: id, keyIndex: index, value: value)
        }
        return nil
    }

    private static func validUTF8(_ bytes: [UInt8]) -> [UInt8]? {
        String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
    }
}

/// The base64 encoding (RFC 4648 §4) of a 32-byte code, without padding: 43 digits.
package enum Base64 {
    package static let length = 43

    /// Encodes a code, three bytes to four digits.
    package static func encode(_ code: InlineArray<32, UInt8>) -> Signature {
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
        // The digits are `A` and above, in several ranges. Sums bridge the gaps between the ranges, because the
        // processor could not predict branches here.
        var digit = UInt8(truncatingIfNeeded: value) &+ 0x41
        digit &+= value > 25 ? 6 : 0
        digit &-= value > 51 ? 75 : 0
        digit &-= value > 61 ? 15 : 0
        digit &+= value > 62 ? 3 : 0
        return digit
    }
}
