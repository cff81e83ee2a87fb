import COpenSSL
import TaproomHTTP

/// A digest of content: the first 128 bits of its SHA-256. It is the same in each process, and collisions are
/// infeasible in practice.
package enum ContentDigest {
    private static let length = 16

    /// Returns the digest of bytes, in hexadecimal digits.
    package static func text(of bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &digest)
        return hexadecimal(digest)
    }

    /// Returns the digest of a text's UTF-8 bytes, in hexadecimal digits.
    package static func text(of text: String) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        var text = text
        // OpenSSL reads the bytes during the call only.
        text.withUTF8 { _ = SHA256($0.baseAddress, $0.count, &digest) }
        return hexadecimal(digest)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ digest: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * length)
        for byte in digest.prefix(length) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
