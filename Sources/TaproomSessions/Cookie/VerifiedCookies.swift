import COpenSSL
import TaproomHTTP

/// The cookies that one event loop has verified lately, as they came. A browser sends the same one with each
/// request: found here, it need not be decoded and signed again, which costs ten times as much.
///
/// What is not found is not wrong, so that a bounded table will do, in which a newer cookie takes the place of an
/// older one.
final class VerifiedCookies {
    private struct Entry {
        let value: [UInt8]
        /// Where in the value the signature begins.
        let signature: Int
        let verified: CookieSigner.Verified
    }

    private var entries = [Entry?](repeating: nil, count: count)

    /// A power of two.
    private static let count = 1024
    /// Values outside of these bounds are no cookies of the usual kind.
    private static let lengths = 64...192

    /// What a cookie's value was verified to say; nil where it is not known.
    func find(_ bytes: Span<UInt8>, _ value: ByteRange) -> CookieSigner.Verified? {
        guard Self.lengths ~= value.count, let entry = entries[place(bytes, value)], entry.value.count == value.count
        else { return nil }
        let known = entry.value.span
        let start = Int(value.lower)
        guard bytes.holds(known.extracting(0..<entry.signature), at: start),
            Self.areSame(
                known.extracting(entry.signature...), bytes.extracting((start &+ entry.signature)..<Int(value.upper)))
        else { return nil }
        return entry.verified
    }

    /// Keeps what a cookie's value was verified to say.
    func keep(_ bytes: Span<UInt8>, _ value: ByteRange, _ verified: CookieSigner.Verified) {
        guard Self.lengths ~= value.count else { return }
        let text = value.offset(by: 0).map { bytes[$0] }
        guard let dot = text.lastIndex(of: 0x2e) else { return }
        entries[place(bytes, value)] = Entry(value: text, signature: dot + 1, verified: verified)
    }

    /// From the first 16 bytes of the id, which are as good as random.
    private func place(_ bytes: Span<UInt8>, _ value: ByteRange) -> Int {
        let mix = (bytes.word(at: Int(value.lower) &+ 4) &* 31) ^ bytes.word(at: Int(value.lower) &+ 12)
        return Int(truncatingIfNeeded: (mix &* 0x9e37_79b9_7f4a_7c15) &>> 54)
    }

    /// In a time that does not depend on where they differ: who guesses at a signature learns nothing.
    private static func areSame(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        // OpenSSL reads the bytes during the call only.
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { CRYPTO_memcmp(left.baseAddress, $0.baseAddress, left.count) == 0 }
        }
    }
}
