/// Builds the data of the model from the corpus, name by name.
struct Training {
    private(set) var pieces: [Piece] = []

    /// The occurrences of the pieces by style.
    private(set) var occurrences: [[Occurrence]] = []

    /// The names by style.
    private(set) var names: [[String]] = []

    /// The shapes of the names' heads by style.
    private(set) var shapes: [[HeadShape]] = []

    /// The indices of the pieces.
    private var indices: [Piece: Int] = [:]

    init(_ sections: [Corpus.Section]) {
        let styleWords = StyleWords(sections)
        for section in sections {
            occurrences.append([])
            names.append([])
            shapes.append([])
            for entry in section.entries { learn(entry, style: names.count - 1, styleWords) }
        }
    }

    /// Learns a name. It is assembled like a draft, so that the context of each piece is the same as in a draft.
    private mutating func learn(_ entry: Corpus.Entry, style: Int, _ styleWords: StyleWords) {
        guard let shape = entry.shape, !entry.tail.isEmpty else { return }
        let words = entry.head + entry.tail
        var draft = Draft()
        for (index, word) in words.enumerated() {
            let isLast = index == words.count - 1
            guard
                let piece = Piece(
                    word, isSpaced: !isLast && !shape.hasSeam(after: index), isLast: isLast,
                    styles: styleWords.styles(of: word))
            else { return }
            occurrences[style].append(
                Occurrence(
                    piece: self.index(of: piece), slot: Slot(index: index, shape: shape), context: draft.context))
            guard draft.append(piece) else { return }
        }
        shapes[style].append(shape)
        names[style].append(draft.text)
    }

    private mutating func index(of piece: Piece) -> Int {
        if let index = indices[piece] { return index }
        indices[piece] = pieces.count
        pieces.append(piece)
        return pieces.count - 1
    }
}

/// The words that mark a style: the words of its name, and the last words of its beers' names.
struct StyleWords {
    private var marks: Set<Substring> = []
    private var users: [Substring: StyleSet] = [:]

    init(_ sections: [Corpus.Section]) {
        for (style, section) in sections.enumerated() {
            marks.formUnion(section.style.split(separator: " "))
            for entry in section.entries {
                for word in entry.tail { users[word, default: []].formUnion(StyleSet(style)) }
                if let last = entry.tail.last { marks.insert(last) }
            }
        }
    }

    /// Returns the styles whose names may contain `word`: all styles, or for a word that marks a style, those with the
    /// word in a tail.
    func styles(of word: Substring) -> StyleSet {
        marks.contains(word) ? users[word, default: []] : .all
    }
}

/// A set of styles by their indices, which are below 64.
struct StyleSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt64

    static let all = StyleSet(rawValue: .max)

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Makes a set of one style.
    init(_ style: Int) {
        rawValue = 1 << UInt64(style)
    }
}
