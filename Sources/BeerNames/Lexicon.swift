/// The pieces of the corpus and the letters that spell them, one after the other.
struct Lexicon: Sendable {
    private(set) var pieces: [Piece] = []
    private(set) var letters: [UInt8] = []

    /// Adds a piece and returns its index.
    mutating func add(_ word: Substring, isSpaced: Bool, isLast: Bool, styles: StyleSet) -> Int {
        let start = letters.count
        letters += word.utf8
        if isSpaced { letters.append(UInt8(ascii: " ")) }
        pieces.append(
            Piece(spelling: start..<letters.count, onset: Onset(word.utf8), isLast: isLast, styles: styles))
        return pieces.count - 1
    }
}
