/// What the model knows when it picks a character: the style, the slot and up to eight characters before it.
///
/// All of it is packed in one integer with the nearest character foremost, and the picked character in the
/// last six bits. Sorted, the observations that share a shorter context then lie side by side.
struct Context {
    /// The most characters that a context looks back on.
    static let longestReach = 8

    private static let headerBits = 10
    private static let codeBits = 6
    private static let codeMask: UInt64 = 0x3F

    private let header: UInt64
    private var recent: UInt64 = 0

    /// The context of the character that follows `other`, or of a name's first; `style` is below 64.
    init(style: Int, slot: Slot, following other: Context? = nil) {
        header = UInt64(style) << 58 | slot.number << 54
        recent = other?.recent ?? 0
    }

    /// Moves on by one character; the farthest falls out of reach.
    mutating func append(_ code: UInt8) {
        recent = (recent >> UInt64(Self.codeBits) & ~Self.codeMask) | UInt64(code) << 48
    }

    /// The observation that `code` came next.
    func observation(of code: UInt8) -> UInt64 {
        key | UInt64(code)
    }

    /// The first and the last observation possible for the nearest `reach` characters.
    func bounds(reach: Int) -> ClosedRange<UInt64> {
        let rest = ~UInt64(0) >> UInt64(Self.headerBits + Self.codeBits * reach)
        return (key & ~rest)...(key | rest)
    }

    /// The character that an observation saw.
    static func code(in observation: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: observation & codeMask)
    }

    private var key: UInt64 { header | recent }
}
