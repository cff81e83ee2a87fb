/// The words that mark a style, as the words of its own name and those that end its beers' names do.
struct StyleWords {
    private var marks: Set<Fingerprint> = []
    private var users: [Fingerprint: StyleSet] = [:]

    /// Learns that `word` marks a style.
    mutating func learn(mark word: Substring) {
        marks.insert(Fingerprint(word))
    }

    /// Learns the tail of a name in `style`.
    mutating func learn(tail: ArraySlice<Substring>, style: Int) {
        for word in tail { users[Fingerprint(word), default: .none].insert(style) }
        if let last = tail.last { learn(mark: last) }
    }

    /// The styles whose names may hold `word`: all, or those with the word in a tail if it marks a style.
    func styles(of word: Substring) -> StyleSet {
        let fingerprint = Fingerprint(word)
        return marks.contains(fingerprint) ? users[fingerprint, default: .none] : .all
    }
}
