/// The last eight bytes of a text, which is what the model knows when it picks the next piece.
///
/// They are packed with the nearest foremost, so that sorted texts that end alike lie side by side. Zeros stand
/// before a name's first letter.
struct Context {
    private(set) var bytes: UInt64 = 0

    /// Moves on by one byte; the farthest falls out of reach.
    mutating func append(_ byte: UInt8) {
        bytes = bytes >> 8 | UInt64(byte) << 56
    }

    /// How many bytes, from the nearest on, this one has in common with another's `bytes`.
    func reach(in other: UInt64) -> Int {
        (bytes ^ other).leadingZeroBitCount / 8
    }

    /// Whether the nearest `reach` bytes are those of another's `bytes`.
    func isLike(_ other: UInt64, reach: Int) -> Bool {
        (bytes ^ other) >> (64 - 8 * reach) == 0
    }
}
