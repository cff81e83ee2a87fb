/// How the head of a name is built: of one word to three, or of a compound's two pieces.
///
/// The shapes are told apart because the first of two words is mostly an adjective, the first of three a
/// number and a lone one a noun: pieces may change places with their like and still read well.
enum HeadShape: Int, Sendable {
    case lone = 1
    case pair
    case trio
    case fused

    init?(pieces: Int, hasSeam: Bool) {
        switch (pieces, hasSeam) {
        case (1, false): self = .lone
        case (2, false): self = .pair
        case (3, false): self = .trio
        case (2, true): self = .fused
        default: return nil
        }
    }

    var pieces: Int {
        self == .fused ? 2 : rawValue
    }

    /// Whether the piece at `index` is a compound's first, which no space parts from the next.
    func hasSeam(after index: Int) -> Bool {
        self == .fused && index == 0
    }
}
