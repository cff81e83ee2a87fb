/// A character model of the corpus, fixed once it is trained.
///
/// It looks back on up to eight characters, across the borders of words. Within a piece it never looks back on
/// less than the piece, so words stay whole; at a piece's start it mostly forgets what came before, which is
/// where names of the corpus join into a new one.
final class NameModel: Sendable {
    static let shared = NameModel(Corpus.sections)

    let styles: [String]
    private let observations: Observations
    private let taste: Taste
    private let shapes: [[HeadShape]]
    private let corpusNames: [[String]]

    /// Stands for the corpus as a whole where a context names its style.
    private static let anyStyle = 63

    /// In how many of 100 pieces of a head the counts of the whole corpus stand in for those of the style.
    private static let lending = 60

    /// At how many of 100 pieces a name forgets what came before.
    private static let joining = 85

    /// How many drafts a name may take before it falls back on the corpus; of 100,000 names none did.
    private static let attempts = 24

    init(_ sections: [Corpus.Section]) {
        var seen: [UInt64] = []
        var taste = Taste(styles: sections.count)
        var shapes: [[HeadShape]] = []
        for (style, section) in sections.enumerated() {
            for word in section.style.split(separator: " ").compactMap({ Alphabet.encode($0) }) {
                taste.learn(styleWord: word)
            }
            let names = section.entries.compactMap { EncodedName($0) }
            for name in names {
                taste.learn(name, style: style)
                seen += name.observations(style: style) + name.observations(style: Self.anyStyle)
            }
            shapes.append(names.map(\.shape))
        }
        styles = sections.map(\.style)
        observations = Observations(seen)
        self.taste = taste
        self.shapes = shapes
        corpusNames = sections.map { $0.entries.map(\.name) }
    }

    /// A new name in the style with this index, or one of the corpus should every draft fail.
    func name(style: Int, using random: inout SeededRandom) -> String {
        for _ in 0..<Self.attempts {
            if let draft = draft(style: style, using: &random), taste.approves(draft, style: style) {
                return draft.text
            }
        }
        let names = corpusNames[style]
        return names[random.index(below: names.count)]
    }

    /// One try at a name, or nil if it grew too long.
    private func draft(style: Int, using random: inout SeededRandom) -> Draft? {
        let shape = shapes[style][random.index(below: shapes[style].count)]
        var draft = Draft()
        var context: Context?
        for index in 0..<Draft.mostPieces {
            let slot = Slot(index: index, shape: shape)
            let isLent = !slot.isTail && random.chance(percent: Self.lending)
            let isJoint = index <= shape.pieces && random.chance(percent: Self.joining)
            var following = Context(style: isLent ? Self.anyStyle : style, slot: slot, following: context)
            guard let end = write(pieceAt: &following, isJoint: isJoint, into: &draft, using: &random) else {
                return nil
            }
            if end == Alphabet.border { return draft }
            context = following
        }
        return nil
    }

    /// Writes one piece into `draft` and returns the code that ends it, or nil if the name grew too long.
    private func write(
        pieceAt context: inout Context,
        isJoint: Bool,
        into draft: inout Draft,
        using random: inout SeededRandom
    ) -> UInt8? {
        var least = 1
        while true {
            let reach = isJoint ? least : Context.longestReach
            let code = observations.draw(after: context, reach: reach, least: least, using: &random)
            guard let code, code != Alphabet.border else { return code }
            guard draft.append(code) else { return nil }
            context.append(code)
            if Alphabet.isSeparator(code) { return code }
            least = min(least + 1, Context.longestReach)
        }
    }
}
