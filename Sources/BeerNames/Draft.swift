/// A name in the making.
struct Draft {
    static let mostPieces = 6

    private(set) var context = Context()
    private(set) var fingerprint = Fingerprint()
    /// In UTF-8; no name is longer.
    private var text = InlineArray<60, UInt8>(repeating: 0)
    private var count = 0
    private var onsets = InlineArray<6, Onset>(repeating: Onset())
    private var pieces = 0

    /// Adds a piece, or returns false if the name would grow too long.
    mutating func append(_ piece: Piece, spelledIn letters: [UInt8]) -> Bool {
        guard pieces < Self.mostPieces, count + piece.spelling.count <= text.count else { return false }
        onsets[pieces] = piece.onset
        pieces += 1
        for index in piece.spelling {
            let letter = letters[index]
            context.append(letter)
            fingerprint.append(letter)
            text[count] = letter
            count += 1
        }
        return true
    }

    /// Whether `piece` would begin as one before it does, or a compound would have the same letter on both sides of
    /// its seam, where two pieces read as a slip.
    func clashes(with piece: Piece, spelledIn letters: [UInt8]) -> Bool {
        if count > 0, text[count - 1] == letters[piece.spelling.lowerBound] { return true }
        for earlier in 0..<pieces where onsets[earlier].isLike(piece.onset) { return true }
        return false
    }

    /// The name as it is read; nil if it is no UTF-8, which no piece of the corpus leads to.
    var name: String? {
        guard let utf8 = try? UTF8Span(validating: text.span.extracting(0..<count)) else { return nil }
        return String(copying: utf8)
    }
}
