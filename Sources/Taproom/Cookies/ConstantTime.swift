import COpenSSL

extension Span where Element == UInt8 {
    /// Whether both hold the same bytes, found in a time that does not depend on where they differ: somebody who guesses a
    /// signature learns nothing.
    package func equalsInConstantTime(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        // OpenSSL reads the bytes during the call only.
        return withUnsafeBytes { left in
            other.withUnsafeBytes { CRYPTO_memcmp(left.baseAddress, $0.baseAddress, left.count) == 0 }
        }
    }
}
