import Testing

@testable import BeerNames

@Suite struct DraftTests {
    /// A draft of these pieces, with a seam between the first two.
    private func draft(_ pieces: String...) throws -> Draft {
        let encoded = try pieces.map { try #require(Alphabet.encode($0)) }
        var draft = Draft()
        for (index, piece) in encoded.enumerated() {
            let separators = index == 0 ? [] : [index == 1 ? Alphabet.seam : Alphabet.space]
            #expect(append(separators + piece, to: &draft))
        }
        return draft
    }

    private func append(_ codes: [UInt8], to draft: inout Draft) -> Bool {
        codes.allSatisfy { draft.append($0) }
    }

    @Test func writesNoSeam() throws {
        #expect(try draft("Lantern", "bell", "Märzen").text == "Lanternbell Märzen")
    }

    @Test func hearsAStutter() throws {
        #expect(try draft("Lantern", "nest", "Bock").stuttersAtSeam)
        #expect(try !draft("Lantern", "bell", "Bock").stuttersAtSeam)
    }

    @Test(arguments: [
        ("Bell", "bell", true), ("Smoke", "smoked", true), ("Sun", "sunday", true), ("Snow", "snail", false),
    ])
    func hearsWordsThatBeginAlike(first: String, second: String, alike: Bool) throws {
        #expect(try draft(first, second).beginAlike(0, 1) == alike)
    }

    @Test func refusesTheSixtyFirstByte() throws {
        let sixtyBytes = try #require(Alphabet.encode(String(repeating: "ö", count: 30)))
        var draft = Draft()
        #expect(append(sixtyBytes, to: &draft))
        #expect(!append([Alphabet.space], to: &draft))
    }

    @Test func refusesTheSeventhPiece() throws {
        let piece = try #require(Alphabet.encode("A "))
        var draft = Draft()
        for _ in 0..<Draft.mostPieces {
            #expect(append(piece, to: &draft))
        }
        #expect(!append(piece, to: &draft))
    }
}
