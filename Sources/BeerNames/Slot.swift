/// The part that a piece, a word or half a compound, plays in its name.
///
/// A tail's first word has a slot of its own: a name that forgets its head there must not start inside a tail.
struct Slot {
    /// Every slot's number is below this.
    static let count = 16

    let isTail: Bool
    let number: Int

    /// The slot of the piece at `index` of a name whose head has this shape.
    init(index: Int, shape: HeadShape) {
        isTail = index >= shape.pieces
        if isTail {
            number = index == shape.pieces ? 1 : 0
        } else {
            number = shape.rawValue * 3 + index
        }
    }
}
