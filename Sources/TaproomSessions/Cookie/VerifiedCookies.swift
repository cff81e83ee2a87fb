import Taproom
import TaproomHTTP

/// The cookies that one event loop has verified lately. A browser sends the same one with each request: found here,
/// it need not be decoded and signed again, which costs ten times as much.
///
/// What is not found is not wrong, so that a bounded table will do, in which a newer cookie takes the place of an
/// older one.
final class VerifiedCookies {
    private var entries = [CookieSigner.Verified?](repeating: nil, count: count)

    /// A power of two.
    private static let count = 4096
    /// Values outside of these bounds are no cookies of the usual kind.
    private static let lengths = 64...192

    /// What a cookie's value, as it came, was verified to say; nil where it is not known.
    func find(_ bytes: Span<UInt8>, _ value: ByteRange) -> CookieSigner.Verified? {
        guard Self.lengths ~= value.count, let known = entries[slot(bytes, Int(value.lower))],
            known.value.count == value.count
        else { return nil }
        let stored = known.value
        let text = stored.span
        let start = Int(value.lower)
        guard bytes.matches(text.extracting(0..<known.signature), at: start),
            text.extracting(known.signature...).equalsInConstantTime(
                bytes.extracting((start &+ known.signature)..<Int(value.upper)))
        else { return nil }
        return known
    }

    /// Keeps what was verified.
    func keep(_ verified: CookieSigner.Verified) {
        let value = verified.value
        guard Self.lengths ~= value.count else { return }
        entries[slot(value.span, 0)] = verified
    }

    /// From the first 16 bytes of the id, which are as good as random.
    private func slot(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        let mix = (bytes.word(at: start &+ 4) &* 31) ^ bytes.word(at: start &+ 12)
        return Int(truncatingIfNeeded: (mix &* 0x9e37_79b9_7f4a_7c15) &>> 52)
    }
}
