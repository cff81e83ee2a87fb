/// SplitMix64: a small and fast generator whose numbers follow from its seed alone, on every machine.
///
/// It is for play and for repeatable tests. Nothing secret may depend on it.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    /// What the state moves on by: odd, and the golden ratio's fraction, so that it meets every number.
    static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private var state: UInt64

    /// Starts the sequence that belongs to `seed`; every seed is a good one, zero included.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 evenly distributed bits.
    public mutating func next() -> UInt64 {
        state &+= Self.step
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// An index from 0 to `count` - 1, for a `count` far below 2^32.
    ///
    /// The high half of a product is as even as anyone can see at such counts, and costs no division.
    mutating func index(below count: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: count)).high)
    }

    /// True in `percent` of 100 draws.
    mutating func chance(percent: Int) -> Bool {
        index(below: 100) < percent
    }
}
