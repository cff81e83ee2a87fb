import Testing

@testable import BeerNames

@Suite struct BeerNameGeneratorTests {
    private let generator = BeerNameGenerator()

    private func beers(_ count: Int, seed: UInt64, style: String? = nil) -> [Beer] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in generator.next(style: style, using: &random) }
    }

    @Test func twentyThousandNamesKeepTheRules() {
        let beers = beers(20_000, seed: 1)
        #expect(beers.map(\.name).filter { !isPresentable($0) } == [])
        #expect(beers.filter { !fits($0.name, style: $0.style) } == [])
    }

    @Test func everyNameEndsAsItsStyleDoes() {
        let endings = Dictionary(
            uniqueKeysWithValues: Corpus.sections.map { ($0.style, Set($0.entries.compactMap(\.tail.last))) }
        )
        let strays = beers(5_000, seed: 2).filter { beer in
            guard let last = beer.name.split(separator: " ").last else { return true }
            return endings[beer.style]?.contains(last) != true
        }
        #expect(strays == [])
    }

    @Test func noWordComesTwice() {
        let repeating = beers(5_000, seed: 3).map(\.name).filter { name in
            let words = name.split(separator: " ")
            return Set(words).count < words.count
        }
        #expect(repeating == [])
    }

    @Test func mostNamesHaveTwoToFiveWords() {
        let counts = beers(5_000, seed: 4).map { $0.name.split(separator: " ").count }
        #expect(counts.allSatisfy { (2...6).contains($0) })
        #expect(counts.count { $0 <= 5 } > 4_500)
    }

    @Test func noWordsBeginAlike() {
        let alike = beers(5_000, seed: 13).map(\.name).filter { name in
            let onsets = name.split(separator: " ").compactMap { word in
                Piece(word.prefix(4), isSpaced: false, isLast: false, styles: .all)?.onset
            }
            return onsets.indices.contains { later in (0..<later).contains { onsets[$0].isLike(onsets[later]) } }
        }
        #expect(alike == [])
    }

    @Test func noNameIsCopied() {
        let corpus = Set(Corpus.sections.flatMap(\.entries).map(\.name))
        #expect(beers(20_000, seed: 5).filter { corpus.contains($0.name) } == [])
    }

    /// The numbers are approximate, because a long tail may be a new one, such as 'Russian Imperial Coffee Stout'.
    @Test(arguments: Corpus.sections)
    func tailsComeAboutAsOftenAsInTheCorpus(section: Corpus.Section) {
        let tails = Dictionary(grouping: section.entries) { $0.tail.joined(separator: " ") }.mapValues(\.count)
        let longestFirst = tails.keys.sorted { $0.count > $1.count }
        let names = beers(2_000, seed: 14, style: section.style).map(\.name)
        let found = Dictionary(grouping: names) { name in longestFirst.first { name.hasSuffix(" " + $0) } }
        let differences = tails.map { tail, count in
            let share = Double(found[tail, default: []].count) / Double(names.count)
            return abs(share - Double(count) / Double(section.entries.count))
        }
        #expect(differences.reduce(0, +) / 2 < 0.15)
    }

    @Test func mostNamesAreDistinct() {
        #expect(Set(beers(10_000, seed: 6).map(\.name)).count >= 8_500)
    }

    @Test func everyStyleIsReached() {
        #expect(Set(beers(5_000, seed: 7).map(\.style)) == Set(BeerNameGenerator.styles))
    }

    @Test(arguments: BeerNameGenerator.styles)
    func givesTheStyleAskedFor(style: String) {
        let beers = beers(200, seed: 8, style: style)
        #expect(beers.allSatisfy { $0.style == style })
        #expect(Set(beers.map(\.name)).count > 150)
    }

    @Test(arguments: ["", "Tea", "stout", "Stout "])
    func givesAnyStyleForAnUnknownOne(style: String) {
        let styles = Set(beers(200, seed: 9, style: style).map(\.style))
        #expect(styles.count > 1)
        #expect(styles.isSubset(of: BeerNameGenerator.styles))
    }

    @Test func equalSeedsGiveEqualBeers() {
        #expect(beers(500, seed: 10) == beers(500, seed: 10))
        #expect(beers(500, seed: 10) != beers(500, seed: 11))
    }

    @Test func unseededBeersDiffer() {
        #expect(Set((0..<100).map { _ in generator.next().name }).count > 50)
    }

    @Test func tasksShareAGenerator() async {
        let expected = beers(500, seed: 12)
        await withTaskGroup(of: [Beer].self) { group in
            for _ in 0..<4 {
                group.addTask { beers(500, seed: 12) }
            }
            for await beers in group {
                #expect(beers == expected)
            }
        }
    }
}
