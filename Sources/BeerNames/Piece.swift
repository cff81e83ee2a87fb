/// A piece of a name, a word or half a compound, and what decides whether a draft may take it.
struct Piece: Sendable {
    /// Where the lexicon spells it, with the space that parts it from the next piece.
    let spelling: Range<Int>
    let onset: Onset

    /// Whether names end with it.
    let isLast: Bool

    /// The styles whose names may hold it, one bit for each.
    let styles: StyleSet
}
