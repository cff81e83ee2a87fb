import COpenSSL

extension Span where Element == UInt8 {
    /// Returns whether both spans hold the same bytes, in a time that does not depend on where they differ, so that an
    /// attacker who guesses a signature learns nothing from it.
    package func equalsInConstantTime(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        // OpenSSL reads the bytes only during the call.
        return withUnsafeBytes { left in
            other.withUnsafeBytes { CRYPTO_memcmp(left.baseAddress, $0.baseAddress, left.count) == 0 }
        }
    }
}
