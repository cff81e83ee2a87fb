/// A piece at its place in a name of the corpus.
struct Occurrence {
    /// Its index in the lexicon.
    let piece: Int
    let context: Context
    let style: Int
    let slot: Slot
}
