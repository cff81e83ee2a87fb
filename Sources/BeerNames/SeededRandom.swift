/// SplitMix64: a small and fast generator whose numbers depend only on its seed, on every machine.
///
/// It is for games and repeatable tests, not for secrets.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    /// The increment of the state. It is the fraction of the golden ratio, and odd, so that the state takes every
    /// value.
    static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private var state: UInt64

    /// Starts the sequence of a seed. Every seed is suitable, including zero.
    public init(seed: UInt64) {
        state = seed
    }

    /// Returns the next 64 evenly distributed bits.
    public mutating func next() -> UInt64 {
        state &+= Self.step
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Returns an index from 0 to `count` - 1, for a `count` far below 2^32.
    ///
    /// The high half of a product is sufficiently even for such counts, and needs no division.
    mutating func index(below count: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: count)).high)
    }

    /// Returns true with a probability of `percent`.
    mutating func chance(percent: Int) -> Bool {
        index(below: 100) < percent
    }
}
