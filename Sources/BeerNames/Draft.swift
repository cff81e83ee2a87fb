/// An unfinished name: the pieces that it has so far.
struct Draft {
    static let mostPieces = 6

    private(set) var context = Context()
    /// The name in UTF-8, which is not longer than this.
    private var bytes = InlineArray<60, UInt8>(repeating: 0)
    private var onsets = InlineArray<6, Onset>(repeating: Onset())
    private var count = 0
    private var length = 0

    /// Adds a piece; returns false if the name would become too long.
    mutating func append(_ piece: borrowing Piece) -> Bool {
        guard count < Self.mostPieces, length + piece.length <= bytes.count else { return false }
        let text = piece.text.utf8.span
        for index in text.indices { bytes[length + index] = text[index] }
        onsets[count] = piece.onset
        count += 1
        length += piece.length
        context.append(piece.ending, length: piece.length)
        return true
    }

    /// Whether `piece` begins like an earlier one, or would make a compound with the same letter on both sides of its
    /// seam, which reads like a mistake.
    func clashes(with piece: borrowing Piece) -> Bool {
        if context.last == piece.first { return true }
        for earlier in 0..<count where onsets[earlier].isLike(piece.onset) { return true }
        return false
    }

    /// The name. Its pieces are whole texts, so its bytes are valid UTF-8.
    var text: String {
        guard let text = try? UTF8Span(validating: bytes.span.extracting(0..<length)) else { return "" }
        return String(copying: text)
    }
}

/// A piece of a name, which is a word or half of a compound, and the properties that determine whether a draft may take
/// it.
struct Piece: Sendable {
    /// The text, with the space between it and the next piece.
    let text: String
    /// The length of the text in bytes.
    let length: Int
    /// The first byte of the text.
    let first: UInt8?
    /// The last bytes of the text.
    let ending: Context
    let onset: Onset

    /// Whether the piece ends a name.
    let isLast: Bool

    /// The styles whose names may contain the piece.
    let styles: StyleSet

    init(_ word: Substring, isSpaced: Bool, isLast: Bool, styles: StyleSet) {
        text = isSpaced ? word + " " : String(word)
        length = text.utf8.count
        first = text.utf8.first
        ending = Context(text)
        onset = Onset(word)
        self.isLast = isLast
        self.styles = styles
    }
}

/// The first four letters of a piece, regardless of their case.
struct Onset: Sendable {
    private static let length = 4
    /// The bit that distinguishes lower and upper case in ASCII.
    private static let caseBit: UInt8 = 0x20

    private var letters: UInt32 = 0
    /// The mask of the letters: ones for a letter, zeros after the end of a shorter piece.
    private var mask: UInt32 = 0

    init() {}

    init(_ piece: Substring) {
        for (index, letter) in piece.utf8.prefix(Self.length).enumerated() {
            letters |= UInt32(letter & ~Self.caseBit) << (8 * index)
            mask |= 0xFF << (8 * index)
        }
    }

    /// Whether two pieces begin alike: they are equal, one is a prefix of the other, or they have the same stem, as
    /// 'Smoke' and 'Smoked' do.
    func isLike(_ other: Onset) -> Bool {
        (letters ^ other.letters) & mask & other.mask == 0
    }
}
