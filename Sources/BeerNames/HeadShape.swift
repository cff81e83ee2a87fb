/// How the head of a name is built: of one word to three, or of a compound's two pieces.
///
/// The shapes are told apart because the first of two words is mostly an adjective, the first of three a
/// number and a lone one a noun: pieces may change places with their like and still read well.
enum HeadShape: Int, Sendable {
    case lone = 1
    case pair
    case trio
    case fused

    init?(words: Int, pieces: Int) {
        switch (words, pieces) {
        case (1, 1): self = .lone
        case (2, 2): self = .pair
        case (3, 3): self = .trio
        case (1, 2): self = .fused
        default: return nil
        }
    }

    var pieces: Int {
        self == .fused ? 2 : rawValue
    }

    /// What ends the piece at `index` in a name that goes on after it.
    func separator(after index: Int) -> UInt8 {
        self == .fused && index == 0 ? Alphabet.seam : Alphabet.space
    }
}
