import Testing

@testable import BeerNames

@Suite struct StyleWordsTests {
    private let words: StyleWords

    init() {
        var words = StyleWords()
        words.learn(mark: "Wheat")
        words.learn(tail: ["Dry", "Stout"], style: 3)
        words.learn(tail: ["Wheat", "Barleywine"], style: 63)
        self.words = words
    }

    private func users(of word: Substring) -> [Int] {
        (0..<64).filter { words.styles(of: word).contains($0) }
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
