/// A name in the making.
struct Draft {
    static let mostPieces = 6
    /// In UTF-8.
    private static let mostBytes = 60

    private(set) var text = ""
    private(set) var context = Context()
    private var onsets = InlineArray<6, Onset>(repeating: Onset(""))
    private var pieces = 0

    init() {
        text.reserveCapacity(Self.mostBytes)
    }

    /// Adds a piece, or returns false if the name would grow too long.
    mutating func append(_ piece: Piece) -> Bool {
        guard pieces < Self.mostPieces, text.utf8.count + piece.text.utf8.count <= Self.mostBytes else { return false }
        onsets[pieces] = piece.onset
        pieces += 1
        text += piece.text
        for byte in piece.text.utf8 { context.append(byte) }
        return true
    }

    /// Whether `piece` would begin as one before it does, or a compound would have the same letter on both sides of
    /// its seam, where two pieces read as a slip.
    func clashes(with piece: Piece) -> Bool {
        if text.utf8.last == piece.text.utf8.first { return true }
        for earlier in 0..<pieces where onsets[earlier].isLike(piece.onset) { return true }
        return false
    }

    /// Removes every piece and keeps the storage.
    mutating func clear() {
        text.removeAll(keepingCapacity: true)
        context = Context()
        pieces = 0
    }
}

/// A piece of a name, a word or half a compound, and what decides whether a draft may take it.
struct Piece: Sendable {
    /// With the space that parts it from the next piece.
    let text: String
    let onset: Onset

    /// Whether names end with it.
    let isLast: Bool

    /// The styles whose names may hold it.
    let styles: StyleSet

    init(_ word: Substring, isSpaced: Bool, isLast: Bool, styles: StyleSet) {
        text = isSpaced ? word + " " : String(word)
        onset = Onset(word)
        self.isLast = isLast
        self.styles = styles
    }
}

/// The first four letters of a piece, whatever their case.
struct Onset: Sendable {
    private static let length = 4
    /// The bit by which ASCII tells a small letter from its capital.
    private static let caseBit: UInt8 = 0x20

    private var letters: UInt32 = 0
    /// Ones where a letter stands, zeros behind a shorter piece.
    private var mask: UInt32 = 0

    init(_ piece: Substring) {
        for (index, letter) in piece.utf8.prefix(Self.length).enumerated() {
            letters |= UInt32(letter & ~Self.caseBit) << (8 * index)
            mask |= 0xFF << (8 * index)
        }
    }

    /// Whether two pieces begin alike: equal, one inside the other, or of one stem, as 'Smoke' and 'Smoked'.
    func isLike(_ other: Onset) -> Bool {
        (letters ^ other.letters) & mask & other.mask == 0
    }
}
