import Testing

@testable import BeerNames

@Suite struct DraftTests {
    private var draft = Draft()

    private func piece(_ word: Substring, isSpaced: Bool) -> Piece {
        Piece(word, isSpaced: isSpaced, isLast: false, styles: .all)
    }

    private mutating func append(_ word: Substring, isSpaced: Bool = true) -> Bool {
        draft.append(piece(word, isSpaced: isSpaced))
    }

    private func clashes(with word: Substring) -> Bool {
        draft.clashes(with: piece(word, isSpaced: true))
    }

    @Test mutating func writesSpacesAndNoSeam() {
        #expect(append("Lantern", isSpaced: false))
        #expect(append("bell"))
        #expect(append("Märzen", isSpaced: false))
        #expect(draft.text == "Lanternbell Märzen")
    }

    @Test mutating func knowsWhatIsBeforeTheNextPiece() {
        #expect(append("Sleepy"))
        #expect(append("Owl"))
        #expect(draft.context.bytes == Context("Sleepy Owl ").bytes)
    }

    @Test mutating func hearsAStutter() {
        #expect(append("Lantern", isSpaced: false))
        #expect(clashes(with: "nest"))
        #expect(!clashes(with: "bell"))
    }

    @Test(arguments: [
        ("Bell", "bell", true), ("Smoke", "smoked", true), ("Sun", "sunday", true), ("Snow", "snail", false),
    ])
    mutating func hearsPiecesThatBeginAlike(first: Substring, second: Substring, alike: Bool) {
        #expect(append(first))
        #expect(append("Quiet"))
        #expect(clashes(with: second) == alike)
    }

    @Test mutating func refusesTheSixtyFirstByte() {
        #expect(append(Substring(String(repeating: "ö", count: 30)), isSpaced: false))
        #expect(!append("A", isSpaced: false))
    }

    @Test mutating func refusesTheSeventhPiece() {
        for _ in 0..<Draft.mostPieces { #expect(append("A")) }
        #expect(!append("A"))
    }
}
