/// A name of the corpus in codes, as the model learns it.
struct EncodedName {
    let shape: HeadShape
    let pieces: [[UInt8]]

    /// Nil if the entry's head has no known shape or a character is outside the alphabet.
    init?(_ entry: Corpus.Entry) {
        guard let shape = entry.shape else { return nil }
        let words = entry.head + entry.tail
        pieces = words.compactMap { Alphabet.encode($0) }
        guard pieces.count == words.count else { return nil }
        self.shape = shape
    }

    var tail: ArraySlice<[UInt8]> { pieces[shape.pieces...] }

    /// The whole name with its spaces and seams.
    var codes: [UInt8] {
        Array(pieces.indices.map { pieces[$0] + [terminator(at: $0)] }.joined().dropLast())
    }

    /// The observations that a model of this style makes of the name, one for each character and one for its end.
    func observations(style: Int) -> [UInt64] {
        var observations: [UInt64] = []
        var context: Context?
        for (index, piece) in pieces.enumerated() {
            var following = Context(style: style, slot: Slot(index: index, shape: shape), following: context)
            for code in piece + [terminator(at: index)] {
                observations.append(following.observation(of: code))
                following.append(code)
            }
            context = following
        }
        return observations
    }

    private func terminator(at index: Int) -> UInt8 {
        index == pieces.count - 1 ? Alphabet.border : shape.separator(after: index)
    }
}
