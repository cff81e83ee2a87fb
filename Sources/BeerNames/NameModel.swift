/// A Markov chain over the pieces of the corpus, which are its words and the halves of its compounds. It does not
/// change after its training.
///
/// It considers up to eight previous bytes, across the borders of words, and continues as the corpus does after the
/// longest match. At most pieces, however, it ignores the previous bytes. There, names of the corpus are joined into a
/// new one.
final class NameModel: Sendable {
    static let shared = NameModel(Corpus.sections)

    let styles: [String]
    private let pieces: [Piece]
    private let occurrences: Occurrences
    private let names: [[String]]
    private let shapes: [[HeadShape]]
    private let known: Set<String>

    /// The percentage of the pieces of a head that are drawn from the whole corpus instead of the style.
    private static let lending = 60

    /// The percentage of pieces at which a name ignores the previous bytes.
    private static let joining = 85

    /// The most drafts of a name before one of the corpus is used. None of three million names needed that.
    private static let attempts = 24

    init(_ sections: [Corpus.Section]) {
        let training = Training(sections)
        styles = sections.map(\.style)
        pieces = training.pieces
        occurrences = Occurrences(training.occurrences)
        names = training.names
        shapes = training.shapes
        known = Set(training.names.joined())
    }

    /// Returns a new name in the style with this index, or one of the corpus if all drafts fail.
    func name(style: Int, using random: inout SeededRandom) -> String {
        for _ in 0..<Self.attempts {
            guard let name = draft(style: style, using: &random)?.text, !knows(name) else { continue }
            return name
        }
        return names[style][random.index(below: names[style].count)]
    }

    /// Whether the corpus contains a name.
    func knows(_ name: String) -> Bool {
        known.contains(name)
    }

    /// Returns a name; nil if a piece does not fit.
    private func draft(style: Int, using random: inout SeededRandom) -> Draft? {
        var draft = Draft()
        let shape = shapes[style][random.index(below: shapes[style].count)]
        for index in 0..<Draft.mostPieces {
            let slot = Slot(index: index, shape: shape)
            let isLent = !slot.isTail && random.chance(percent: Self.lending)
            let lender = isLent ? occurrences.anyStyle : style
            // The first piece of a name has no previous bytes.
            let isJoint = index == 0 || index <= shape.pieces && random.chance(percent: Self.joining)
            let choice =
                isJoint
                ? occurrences.all(in: slot, style: lender)
                : occurrences.following(draft.context, in: slot, style: lender)
            guard let index = occurrences.draw(choice, using: &random) else { return nil }
            let piece = pieces[index]
            guard piece.styles.contains(StyleSet(style)), !draft.clashes(with: piece), draft.append(piece) else {
                return nil
            }
            if piece.isLast { return draft }
        }
        return nil
    }
}
