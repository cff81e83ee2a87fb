import COpenSSL

/// HMAC-SHA256 (RFC 2104) with one key. The key's two blocks are hashed once, and each use starts from copies of those
/// states.
package struct HMACKey: Sendable {
    private let inner: SHA256_CTX
    private let outer: SHA256_CTX

    /// Makes a key of any length. A key over 64 bytes is hashed first.
    package init(_ key: [UInt8]) {
        var block = key.count > 64 ? Self.sha256(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        inner = Self.state(after: block.map { $0 ^ 0x36 })
        outer = Self.state(after: block.map { $0 ^ 0x5c })
    }

    /// Returns the 32-byte code of a message.
    package func code(_ message: Span<UInt8>) -> InlineArray<32, UInt8> {
        var state = inner
        var digest = InlineArray<32, UInt8>(repeating: 0)
        // OpenSSL reads and writes the bytes only during the calls.
        message.withUnsafeBytes { _ = SHA256_Update(&state, $0.baseAddress, $0.count) }
        var span = digest.mutableSpan
        span.withUnsafeMutableBufferPointer { digest in
            SHA256_Final(digest.baseAddress, &state)
            state = outer
            SHA256_Update(&state, digest.baseAddress, 32)
            SHA256_Final(digest.baseAddress, &state)
        }
        return digest
    }

    private static func state(after block: [UInt8]) -> SHA256_CTX {
        var state = SHA256_CTX()
        SHA256_Init(&state)
        SHA256_Update(&state, block, block.count)
        return state
    }

    private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            SHA256(bytes, bytes.count, digest.baseAddress)
            count = 32
        }
    }
}
