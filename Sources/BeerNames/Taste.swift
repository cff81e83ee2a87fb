/// What a draft must pass before anyone reads it, learned from the corpus.
struct Taste: Sendable {
    private var names = FingerprintSet()
    private var pieces = FingerprintSet()
    private var styleWords = FingerprintSet()
    private var tailWords: [FingerprintSet]
    private var endings: [FingerprintSet]

    init(styles: Int) {
        tailWords = Array(repeating: FingerprintSet(), count: styles)
        endings = Array(repeating: FingerprintSet(), count: styles)
    }

    /// Learns a name of the corpus.
    mutating func learn(_ name: EncodedName, style: Int) {
        names.insert(Fingerprint.of(name.codes))
        for piece in name.pieces { pieces.insert(Fingerprint.of(piece)) }
        let tail = name.tail.map { Fingerprint.of($0) }
        for word in tail { tailWords[style].insert(word) }
        if let last = tail.last {
            endings[style].insert(last)
            styleWords.insert(last)
        }
    }

    /// Learns a word of a style's own name: only styles with such a word in a tail may use it.
    mutating func learn(styleWord: [UInt8]) {
        styleWords.insert(Fingerprint.of(styleWord))
    }

    /// Whether `draft` is a new name, made of known pieces that neither repeat nor stutter, ending as the style's
    /// names end and using no word that marks another style.
    func approves(_ draft: Draft, style: Int) -> Bool {
        guard draft.pieces > 1, !draft.stuttersAtSeam else { return false }
        for piece in 0..<draft.pieces {
            let fingerprint = draft.fingerprint(ofPiece: piece)
            guard pieces.contains(fingerprint) else { return false }
            if styleWords.contains(fingerprint), !tailWords[style].contains(fingerprint) { return false }
            if piece == draft.pieces - 1, !endings[style].contains(fingerprint) { return false }
            for earlier in 0..<piece where draft.beginAlike(earlier, piece) { return false }
        }
        return !names.contains(draft.fingerprint)
    }
}
