import Taproom
import TaproomHTTP

/// A cache of the cookies that one event loop has verified recently. A browser sends the same cookie with each request,
/// and a cached one need not be decoded and verified again.
///
/// A cookie that is not found can still be verified, so the table is bounded. Each cookie has a set of two slots, as in
/// a two-way cache: the newer one of a set moves to the second slot when another cookie is added.
final class VerifiedCookies {
    private var entries = [CookieSigner.Verified?](repeating: nil, count: count)

    /// The number of entries: 2,048 sets of two.
    private static let count = 4096
    /// The lengths of values that are cached. Usual cookies are within these bounds.
    private static let lengths = 64...192

    /// Returns the result of the verification of a cookie's value as it was received; nil if it is not in the cache.
    func find(_ bytes: Span<UInt8>, _ value: ByteRange) -> CookieSigner.Verified? {
        guard Self.lengths ~= value.count else { return nil }
        let first = firstSlot(bytes, Int(value.lower))
        return entry(first, bytes, value) ?? entry(first + 1, bytes, value)
    }

    private func entry(_ slot: Int, _ bytes: Span<UInt8>, _ value: ByteRange) -> CookieSigner.Verified? {
        guard let known = entries[slot], known.value.count == value.count else { return nil }
        let stored = known.value
        let text = stored.span
        let start = Int(value.lower)
        guard bytes.matches(text.extracting(0..<known.signature), at: start),
            text.extracting(known.signature...).equalsInConstantTime(
                bytes.extracting((start &+ known.signature)..<Int(value.upper)))
        else { return nil }
        return known
    }

    /// Adds a verified cookie.
    func keep(_ verified: CookieSigner.Verified) {
        let value = verified.value
        guard Self.lengths ~= value.count else { return }
        let first = firstSlot(value.span, 0)
        entries[first + 1] = entries[first]
        entries[first] = verified
    }

    /// Returns the first slot of a set, computed from the first 16 bytes of the id, which are practically random.
    private func firstSlot(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        let mix = (bytes.word(at: start &+ 4) &* 31) ^ bytes.word(at: start &+ 12)
        return Int(truncatingIfNeeded: (mix &* 0x9e37_79b9_7f4a_7c15) &>> 53) &* 2
    }
}
