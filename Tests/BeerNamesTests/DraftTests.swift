import Testing

@testable import BeerNames

@Suite struct DraftTests {
    private var draft = Draft()

    private func piece(_ word: Substring, isSpaced: Bool) throws -> Piece {
        try #require(Piece(word, isSpaced: isSpaced, isLast: false, styles: .all))
    }

    private mutating func append(_ word: Substring, isSpaced: Bool = true) throws -> Bool {
        draft.append(try piece(word, isSpaced: isSpaced))
    }

    private func clashes(with word: Substring) throws -> Bool {
        draft.clashes(with: try piece(word, isSpaced: true))
    }

    @Test mutating func writesSpacesAndNoSeam() throws {
        #expect(try append("Lantern", isSpaced: false))
        #expect(try append("bell"))
        #expect(try append("Märzen", isSpaced: false))
        #expect(draft.text == "Lanternbell Märzen")
    }

    @Test mutating func knowsWhatIsBeforeTheNextPiece() throws {
        #expect(try append("Sleepy"))
        #expect(try append("Owl"))
        #expect(draft.context.bytes == Context("Sleepy Owl ").bytes)
    }

    @Test mutating func hearsAStutter() throws {
        #expect(try append("Lantern", isSpaced: false))
        #expect(try clashes(with: "nest"))
        #expect(try !clashes(with: "bell"))
    }

    @Test(arguments: [
        ("Bell", "bell", true), ("Smoke", "smoked", true), ("Sun", "sunday", true), ("Snow", "snail", false),
    ])
    mutating func hearsPiecesThatBeginAlike(first: Substring, second: Substring, alike: Bool) throws {
        #expect(try append(first))
        #expect(try append("Quiet"))
        #expect(try clashes(with: second) == alike)
    }

    @Test mutating func refusesTheSixtyFirstByte() throws {
        for count in [8, 8, 8, 6] {
            #expect(try append(Substring(String(repeating: "ö", count: count)), isSpaced: false))
        }
        #expect(try !append("A", isSpaced: false))
    }

    @Test mutating func refusesTheSeventhPiece() throws {
        for _ in 0..<Draft.mostPieces { #expect(try append("A")) }
        #expect(try !append("A"))
    }

    @Test(arguments: ["A", "Moth", "Whistler", "Lighthearted", "Märzenmärzen"])
    func aPieceHasTheTextOfItsWord(word: Substring) throws {
        for isSpaced in [false, true] {
            let text = isSpaced ? word + " " : word
            let piece = try piece(word, isSpaced: isSpaced)
            var buffer = Array("..................".utf8)
            var span = buffer.mutableSpan
            piece.copy(to: &span, at: 1)
            #expect(String(decoding: buffer, as: UTF8.self).hasPrefix(".\(text)."))
            #expect(piece.length == text.utf8.count)
            #expect(piece.first == text.utf8.first)
            #expect(piece.ending.bytes == Context(String(text)).bytes)
        }
    }

    @Test func aPieceHasSixteenBytesAtMost() {
        for (count, isSpaced, fits) in [(16, false, true), (15, true, true), (16, true, false), (17, false, false)] {
            let word = Substring(String(repeating: "a", count: count))
            #expect((Piece(word, isSpaced: isSpaced, isLast: false, styles: .all) != nil) == fits)
        }
    }
}
