import Testing

@testable import BeerNames

@Suite struct TrainingTests {
    private let words: StyleWords

    init() {
        var sections = Array(repeating: Corpus.Section(style: "Bitter"), count: 64)
        sections[3].entries = [Corpus.Entry(line: "Sleepy Owl / Dry Stout"[...].utf8)]
        sections[62] = Corpus.Section(style: "Wheat Beer")
        sections[63].entries = [Corpus.Entry(line: "Old Moth / Wheat Barleywine"[...].utf8)]
        words = StyleWords(sections)
    }

    private func users(of word: Substring) -> [Int] {
        (0..<64).filter { words.styles(of: word).contains(StyleSet($0)) }
    }

    @Test func leavesOtherWordsToEveryStyle() {
        #expect(users(of: "Dry") == Array(0..<64))
        #expect(users(of: "Badger") == Array(0..<64))
    }

    @Test func keepsAStylesWordsToThoseThatEndInThem() {
        #expect(users(of: "Stout") == [3])
    }

    @Test func keepsAStylesOwnNameToThoseThatHaveItInATail() {
        #expect(users(of: "Wheat") == [63])
    }
}
