/// A Markov chain over the pieces of the corpus, its words and the halves of its compounds, fixed once it is trained.
///
/// It looks back on up to eight bytes, across the borders of words, and goes on as the corpus does after the most of
/// them. At most pieces, though, it forgets what came before, which is where names of the corpus join into a new one.
final class NameModel: Sendable {
    static let shared = NameModel(Corpus.sections)

    let styles: [String]
    private let pieces: [Piece]
    private let occurrences: Occurrences
    private let names: [[String]]
    private let shapes: [[HeadShape]]
    private let known: Set<String>

    /// In how many of 100 pieces of a head the counts of the whole corpus stand in for those of the style.
    private static let lending = 60

    /// At how many of 100 pieces a name forgets what came before.
    private static let joining = 85

    /// How many drafts a name may take before it falls back on the corpus; of three million names none did.
    private static let attempts = 24

    init(_ sections: [Corpus.Section]) {
        let training = Training(sections)
        styles = sections.map(\.style)
        pieces = training.pieces
        occurrences = training.occurrences
        names = training.names
        shapes = training.shapes
        known = Set(training.names.joined())
    }

    /// A new name in the style with this index, or one of the corpus should every draft fail.
    func name(style: Int, using random: inout SeededRandom) -> String {
        for _ in 0..<Self.attempts {
            guard let draft = draft(style: style, using: &random) else { continue }
            let name = draft.text(pieces)
            if !knows(name) { return name }
        }
        return names[style][random.index(below: names[style].count)]
    }

    /// Whether the corpus has this name.
    func knows(_ name: String) -> Bool {
        known.contains(name)
    }

    /// A name, or nil as soon as it goes wrong.
    private func draft(style: Int, using random: inout SeededRandom) -> Draft? {
        var draft = Draft()
        let shape = shapes[style][random.index(below: shapes[style].count)]
        for index in 0..<Draft.mostPieces {
            let slot = Slot(index: index, shape: shape)
            let isLent = !slot.isTail && random.chance(percent: Self.lending)
            let lender = isLent ? occurrences.anyStyle : style
            // A name's first piece has nothing before it to look back on.
            let isJoint = index == 0 || index <= shape.pieces && random.chance(percent: Self.joining)
            let choice =
                isJoint
                ? occurrences.all(in: slot, style: lender)
                : occurrences.following(draft.context, in: slot, style: lender)
            guard let chosen = choice.draw(using: &random), pieces[chosen].styles.contains(StyleSet(style)),
                !draft.clashes(with: pieces[chosen]), draft.append(pieces[chosen], at: chosen)
            else { return nil }
            if pieces[chosen].isLast { return draft }
        }
        return nil
    }
}
