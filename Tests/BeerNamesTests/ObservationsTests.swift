import Testing

@testable import BeerNames

@Suite struct ObservationsTests {
    private let slot = Slot(index: 0, shape: .lone)

    private func context(_ text: String, style: Int = 0) throws -> Context {
        var context = Context(style: style, slot: slot)
        for code in try #require(Alphabet.encode(text)) { context.append(code) }
        return context
    }

    private func draws(after text: String, style: Int = 0, least: Int = 0) throws -> Set<UInt8?> {
        let a: UInt8 = 31
        let observations = Observations([
            try context("stou").observation(of: a),
            try context("trou").observation(of: a + 1),
            try context("lager", style: 1).observation(of: a + 2),
        ])
        var random = SeededRandom(seed: 0)
        let context = try context(text, style: style)
        return Set(
            (0..<50).map { _ in
                observations.draw(after: context, reach: Context.longestReach, least: least, using: &random)
            })
    }

    @Test func prefersTheLongestContext() throws {
        #expect(try draws(after: "stou") == [31])
        #expect(try draws(after: "astou") == [31])
    }

    @Test func backsOffToTheContextsThatShareAnEnd() throws {
        #expect(try draws(after: "you") == [31, 32])
    }

    @Test func staysInItsStyle() throws {
        #expect(try draws(after: "stou", style: 1) == [33])
    }

    @Test func findsNothingBelowTheLeastContext() throws {
        #expect(try draws(after: "stew", least: 1) == [nil])
    }

    @Test func forgetsWhatIsOutOfReach() throws {
        var long = Context(style: 0, slot: slot)
        for code in try #require(Alphabet.encode("Imperialstoutbig")) { long.append(code) }
        #expect(long.observation(of: 5) == (try context("stoutbig")).observation(of: 5))
    }
}
