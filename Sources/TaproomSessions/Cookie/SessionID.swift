import COpenSSL
import TaproomNet

/// Generates session ids.
public enum SessionID {
    /// Returns a random version 4 UUID (RFC 9562 §5.4) from OpenSSL's generator, with 122 unpredictable bits.
    ///
    /// - Throws: `SessionError.noRandomness` if the generator fails.
    public static func uuid() throws -> String {
        CryptoLibrary.prepare()
        var bytes = [UInt8](repeating: 0, count: 16)
        guard RAND_bytes(&bytes, 16) == 1 else { throw SessionError.noRandomness }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(0x2d) }
            text.append(hexadecimal(byte >> 4))
            text.append(hexadecimal(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hexadecimal(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x57 + nibble
    }
}
