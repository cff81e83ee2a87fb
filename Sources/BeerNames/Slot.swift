/// The part that a piece, a word or half a compound, plays in its name.
///
/// A tail's first word has a slot of its own: a name that forgets its head there must not start inside a tail.
struct Slot {
    let isTail: Bool

    /// A number below 16, different for every slot.
    let number: UInt64

    /// The slot of the piece at `index` of a name whose head has this shape.
    init(index: Int, shape: HeadShape) {
        isTail = index >= shape.pieces
        if isTail {
            number = index == shape.pieces ? 1 : 0
        } else {
            number = UInt64(shape.rawValue * 3 + index)
        }
    }
}
