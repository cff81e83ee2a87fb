import Testing

@testable import BeerNames

@Suite struct SeededRandomTests {
    @Test func followsThePublishedSequence() {
        var random = SeededRandom(seed: 1_234_567)
        let numbers = (0..<5).map { _ in random.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func indexStaysBelowItsCount(count: Int) {
        var random = SeededRandom(seed: 0)
        let indices = (0..<10_000).map { _ in random.index(below: count) }
        #expect(indices.allSatisfy { (0..<count).contains($0) })
        #expect(Set(indices).count > count * 9 / 10)
    }
}
