/// The pieces of the corpus with the text before each, by style and slot.
struct Occurrences: Sendable {
    /// The index that represents the whole corpus in place of a style.
    let anyStyle: Int

    /// The indices of the pieces, slot by slot.
    private var pieces: [UInt16] = []
    /// The text before each of these pieces. Those of one slot are sorted, so that equal endings, of any length, are
    /// adjacent, and a random index among them draws each piece in proportion to its frequency.
    private var contexts: [Context] = []
    /// The index at which each slot begins, and the end of the last one.
    private var starts: [Int32] = [0]

    /// - Parameter occurrences: those of each style.
    init(_ occurrences: [[Occurrence]]) {
        anyStyle = occurrences.count
        for style in occurrences + [Array(occurrences.joined())] {
            for slot in 0..<Slot.count {
                let sorted = style.filter { $0.slot.number == slot }.sorted { $0.context.bytes < $1.context.bytes }
                pieces += sorted.map { UInt16(truncatingIfNeeded: $0.piece) }
                contexts += sorted.map(\.context)
                starts.append(Int32(truncatingIfNeeded: pieces.count))
            }
        }
    }

    /// Returns a random one of these indices; nil if there are none.
    func draw(_ choice: Range<Int>, using random: inout SeededRandom) -> Int? {
        choice.isEmpty ? nil : Int(pieces[choice.lowerBound + random.index(below: choice.count)])
    }

    /// Returns the indices of all occurrences in a slot, regardless of the text before them.
    func all(in slot: Slot, style: Int) -> Range<Int> {
        let index = style * Slot.count + slot.number
        return Int(starts[index])..<Int(starts[index + 1])
    }

    /// Returns the indices of the occurrences in a slot whose preceding bytes have the longest match with `context`.
    func following(_ context: Context, in slot: Slot, style: Int) -> Range<Int> {
        let all = all(in: slot, style: style)
        // The longest matches are adjacent to the position of the context itself.
        let index = firstIndex(in: all, notBelow: context)
        let reach = max(
            index > all.lowerBound ? context.reach(in: contexts[index - 1]) : 0,
            index < all.upperBound ? context.reach(in: contexts[index]) : 0)
        var first = index
        var end = index
        while first > all.lowerBound, context.reach(in: contexts[first - 1]) >= reach { first -= 1 }
        while end < all.upperBound, context.reach(in: contexts[end]) >= reach { end += 1 }
        return first..<end
    }

    /// Returns the first index in a slot whose context is not below `context`.
    private func firstIndex(in slot: Range<Int>, notBelow context: Context) -> Int {
        var low = slot.lowerBound
        var high = slot.upperBound
        while low < high {
            let middle = (low &+ high) >> 1
            if contexts[middle].bytes < context.bytes { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A piece at a position in a name of the corpus.
struct Occurrence: Sendable {
    /// The index of the piece.
    let piece: Int
    let slot: Slot
    let context: Context
}

/// The last eight bytes of a text, by which the model chooses the next piece.
///
/// The last byte is the most significant one, so that texts with equal endings are adjacent when sorted. Zeros precede
/// the first letter of a name.
struct Context: Sendable {
    private(set) var bytes: UInt64 = 0

    init(bytes: UInt64 = 0) {
        self.bytes = bytes
    }

    init(_ text: String) {
        for byte in text.utf8 { bytes = bytes >> 8 | UInt64(byte) << 56 }
    }

    /// The last byte of the text; nil before the first letter.
    var last: UInt8? { bytes == 0 ? nil : UInt8(truncatingIfNeeded: bytes >> 56) }

    /// Appends a piece of `length` bytes. The earliest bytes are dropped.
    mutating func append(_ ending: Context, length: Int) {
        bytes = bytes >> UInt64(8 * length) | ending.bytes
    }

    /// Returns the number of equal bytes, from the last one backwards.
    func reach(in other: Context) -> Int {
        (bytes ^ other.bytes).leadingZeroBitCount / 8
    }
}

/// The role of a piece in its name.
///
/// The first word of a tail has its own slot, because a name that ignores its head there must not start in the middle
/// of a tail.
struct Slot: Sendable {
    /// The upper bound of the slots' numbers.
    static let count = 16

    let isTail: Bool
    let number: Int

    /// Returns the slot of the piece at `index` of a name whose head has a shape.
    init(index: Int, shape: HeadShape) {
        isTail = index >= shape.pieces
        if isTail {
            number = index == shape.pieces ? 1 : 0
        } else {
            number = shape.rawValue * 3 + index
        }
    }
}
