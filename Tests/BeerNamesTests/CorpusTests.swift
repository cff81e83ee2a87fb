import Testing

@testable import BeerNames

@Suite struct CorpusTests {
    private let entries = Corpus.sections.flatMap(\.entries)

    @Test func holdsManyNames() {
        #expect(entries.count >= 900)
    }

    @Test func namesAreDistinct() {
        #expect(Set(entries.map(\.name)).count == entries.count)
    }

    @Test func stylesAreDistinct() {
        #expect(Set(Corpus.sections.map(\.style)).count == Corpus.sections.count)
    }

    @Test(arguments: Corpus.sections.map(\.style))
    func everyStyleHasTwentyNames(style: String) {
        let counts = Corpus.sections.filter { $0.style == style }.map(\.entries.count)
        #expect(counts.reduce(0, +) >= 20)
    }

    @Test func everyNameIsLearned() {
        #expect(entries.filter { !NameModel.shared.knows($0.name) }.map(\.name) == [])
    }

    @Test func everyNameIsPresentable() {
        #expect(entries.map(\.name).filter { !isPresentable($0) } == [])
    }

    @Test func everyNameHasATail() {
        #expect(entries.filter(\.tail.isEmpty).map(\.name) == [])
    }

    @Test func noHeadHoldsAStyleWord() {
        #expect(entries.filter { !styleWords(in: $0.head.joined(separator: " ")).isEmpty }.map(\.name) == [])
    }

    @Test func everyTailFitsItsStyle() {
        for section in Corpus.sections {
            #expect(section.entries.map(\.name).filter { !fits($0, style: section.style) } == [])
        }
    }
}
