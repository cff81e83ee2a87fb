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
    func sign(_ id: String) -> String {
        guard let key = keys.first else { return "" }
        var output: [UInt8] = []
        output.reserveCapacity(96)
        PercentCoding.encode("s:".utf8, into: &output)
        PercentCoding.encode(id.utf8, into: &output)
        output.append(0x2e)
        PercentCoding.encode(Self.base64(key.code(id.utf8.span)), into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// An id whose signature is right.
    struct Verified {
        let id: String
        /// Which secret signed it.
        let keyIndex: Int
    }

    /// The id in a cookie's value as it was received, or nil where it is not signed with one of the secrets.
    func verify(_ bytes: Span<UInt8>, _ value: ByteRange) -> Verified? {
        let raw = value.offset(by: 0).map { bytes[$0] }
        let isEncoded = raw.contains(0x25)
        // A bad escape, or one that is no UTF-8, leaves the text as it came.
        let decoded = isEncoded ? PercentCoding.decode(raw).flatMap(Self.validUTF8) ?? raw : raw
        guard decoded.count > 2, decoded[0] == 0x73, decoded[1] == 0x3a,
            let dot = decoded.lastIndex(of: 0x2e), dot > 2
        else { return nil }
        let id = decoded.span.extracting(2..<dot)
        let signature = decoded[(dot + 1)...]
        for (index, key) in keys.enumerated() where Self.equals(Self.base64(key.code(id)), signature) {
            return Verified(id: String(decoding: decoded[2..<dot], as: UTF8.self), keyIndex: index)
        }
        return nil
    }

    private static func validUTF8(_ bytes: [UInt8]) -> [UInt8]? {
        String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
    }

    /// In a time that does not depend on where they differ.
    private static func equals(_ left: [UInt8], _ right: ArraySlice<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { CRYPTO_memcmp(left.baseAddress, $0.baseAddress, left.count) == 0 }
        }
    }

    /// RFC 4648 §4, without padding.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count * 4 + 2) / 3)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(digit(buffer >> bits & 63))
            }
        }
        if bits > 0 { output.append(digit(buffer << (6 - bits) & 63)) }
        return output
    }

    private static func digit(_ value: UInt32) -> UInt8 {
        switch value {
        case 0..<26: UInt8(0x41 + value)
        case 26..<52: UInt8(0x61 + value - 26)
        case 52..<62: UInt8(0x30 + value - 52)
        case 62: 0x2b
        default: 0x2f
        }
    }
}
