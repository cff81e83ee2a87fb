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
        var occurrences = Occurrences(styles: 2)
        for (piece, (text, style)) in [("Copper ", 0), ("Silver ", 0), ("Sleepy ", 0), ("Tinder ", 1)].enumerated() {
            occurrences.add(Occurrence(piece: piece, context: context(text)), style: style, slot: second)
        }
        occurrences.sort()
        return occurrences
    }

    private func draws(from choice: ArraySlice<Occurrence>) -> Set<Int?> {
        var random = SeededRandom(seed: 0)
        return Set((0..<50).map { _ in choice.draw(using: &random) })
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
