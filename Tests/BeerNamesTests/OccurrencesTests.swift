import Testing

@testable import BeerNames

@Suite struct OccurrencesTests {
    private let first = Slot(index: 0, shape: .pair)
    private let second = Slot(index: 1, shape: .pair)

    private func context(_ text: String) -> Context {
        Context(text)
    }

    /// The occurrences of two styles: pieces 0 to 2 in style 0, piece 3 in style 1.
    private var occurrences: Occurrences {
        let texts = [["Copper ", "Silver ", "Sleepy "], ["Tinder "]]
        var piece = 0
        return Occurrences(
            texts.map { style in
                style.map { text in
                    defer { piece += 1 }
                    return Occurrence(piece: piece, slot: second, context: context(text))
                }
            })
    }

    private func draws(from choice: Range<Int>) -> Set<Int?> {
        var random = SeededRandom(seed: 0)
        let occurrences = occurrences
        return Set((0..<50).map { _ in occurrences.draw(choice, using: &random) })
    }

    private func draws(after text: String, style: Int) -> Set<Int?> {
        draws(from: occurrences.following(context(text), in: second, style: style))
    }

    @Test func goesOnAsAfterTheWholeContext() {
        #expect(draws(after: "Copper ", style: 0) == [0])
        #expect(draws(after: "Sleepy ", style: 0) == [2])
    }

    @Test func fallsBackToTheContextsThatEndAlike() {
        #expect(draws(after: "Rubber ", style: 0) == [0, 1])
        #expect(draws(after: "Pepper ", style: 0) == [0])
        #expect(draws(after: "Grand ", style: 0) == [0, 1, 2])
    }

    @Test func staysInItsStyle() {
        #expect(draws(after: "Copper ", style: 1) == [3])
    }

    @Test func looksInAllStylesForAny() {
        #expect(draws(after: "Tinder ", style: occurrences.anyStyle) == [3])
        #expect(draws(after: "Rubber ", style: occurrences.anyStyle) == [0, 1, 3])
    }

    @Test func takesAllForAContextThatIsForgotten() {
        #expect(draws(from: occurrences.all(in: second, style: 0)) == [0, 1, 2])
    }

    @Test func drawsNothingInAnEmptySlot() {
        #expect(draws(from: occurrences.all(in: first, style: 0)) == [nil])
        #expect(draws(from: occurrences.following(context("Copper "), in: first, style: 0)) == [nil])
    }

    @Test func goesOnAsOneText() {
        for (first, second) in [("Sleepy ", "Owl"), ("Al", "e"), ("Imperial", "stoutbig"), ("a", "long tail of words")]
        {
            var context = context(first)
            context.append(Context(second), length: second.utf8.count)
            #expect(context.bytes == self.context(first + second).bytes)
        }
    }

    @Test func forgetsWhatIsOutOfReach() {
        #expect(context("Imperialstoutbig").bytes == context("stoutbig").bytes)
        #expect(context("Imperialstoutbig").bytes != context("stautbig").bytes)
    }
}
