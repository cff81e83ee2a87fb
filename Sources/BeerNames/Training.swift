/// What the model takes from the corpus, name by name.
struct Training {
    private(set) var lexicon = Lexicon()
    private(set) var occurrences: [Occurrence] = []
    private(set) var names = FingerprintSet()

    /// The shapes of the heads, by style.
    private(set) var shapes: [[HeadShape]] = []

    init(_ sections: [Corpus.Section]) {
        let entries = sections.map(\.entries)
        var styleWords = StyleWords()
        for (style, section) in sections.enumerated() {
            for word in section.style.split(separator: " ") { styleWords.learn(mark: word) }
            for entry in entries[style] { styleWords.learn(tail: entry.tail, style: style) }
        }
        for (style, entries) in entries.enumerated() {
            shapes.append([])
            for entry in entries { learn(entry, style: style, styleWords) }
        }
    }

    /// Writes the name as the model writes a draft, so that what stands before a piece is the same to both.
    private mutating func learn(_ entry: Corpus.Entry, style: Int, _ styleWords: StyleWords) {
        guard let shape = entry.shape, !entry.tail.isEmpty else { return }
        let words = entry.head + entry.tail
        var draft = Draft()
        for (index, word) in words.enumerated() {
            let isLast = index == words.count - 1
            let piece = lexicon.add(
                word, isSpaced: !isLast && !shape.hasSeam(after: index), isLast: isLast,
                styles: styleWords.styles(of: word))
            let slot = Slot(index: index, shape: shape)
            occurrences.append(Occurrence(piece: piece, context: draft.context, style: style, slot: slot))
            guard draft.append(lexicon.pieces[piece], spelledIn: lexicon.letters) else { return }
        }
        shapes[style].append(shape)
        names.insert(draft.fingerprint)
    }
}
