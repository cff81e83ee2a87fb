/// The first four letters of a piece, whatever their case.
struct Onset: Sendable {
    private static let length = 4
    /// The bit by which ASCII tells a small letter from its capital.
    private static let caseBit: UInt8 = 0x20

    private var letters: UInt32 = 0
    /// Ones where a letter stands, zeros behind a shorter piece.
    private var mask: UInt32 = 0

    /// Of no piece.
    init() {}

    init(_ piece: some Sequence<UInt8>) {
        for (index, letter) in piece.prefix(Self.length).enumerated() {
            letters |= UInt32(letter & ~Self.caseBit) << (8 * index)
            mask |= 0xFF << (8 * index)
        }
    }

    /// Whether two pieces begin alike: equal, one inside the other, or of one stem, as 'Smoke' and 'Smoked'.
    func isLike(_ other: Onset) -> Bool {
        (letters ^ other.letters) & mask & other.mask == 0
    }
}
