/// The pieces of the corpus with the text before each, by style and slot.
struct Occurrences: Sendable {
    /// The index that represents the whole corpus in place of a style.
    let anyStyle: Int

    /// The occurrences in each slot of each style, sorted by the text before them. Those after the same ending, of any
    /// length, are adjacent, so a random index among them draws each piece in proportion to its frequency.
    private var slots: [[Occurrence]]

    init(styles: Int) {
        anyStyle = styles
        slots = Array(repeating: [], count: (styles + 1) * Slot.count)
    }

    mutating func add(_ occurrence: Occurrence, style: Int, slot: Slot) {
        slots[Self.index(of: slot, style: style)].append(occurrence)
        slots[Self.index(of: slot, style: anyStyle)].append(occurrence)
    }

    /// Sorts all slots. Call it after adding all occurrences and before any lookup.
    mutating func sort() {
        for index in slots.indices { slots[index].sort { $0.context.bytes < $1.context.bytes } }
    }

    /// Returns all occurrences in a slot, regardless of the text before them.
    func all(in slot: Slot, style: Int) -> ArraySlice<Occurrence> {
        slots[Self.index(of: slot, style: style)][...]
    }

    /// Returns the occurrences in a slot whose preceding bytes have the longest match with `context`.
    func following(_ context: Context, in slot: Slot, style: Int) -> ArraySlice<Occurrence> {
        let all = all(in: slot, style: style)
        // The longest matches are adjacent to the position of the context itself.
        let index = all.firstIndex(notBelow: context)
        let reach = max(
            index > all.startIndex ? context.reach(in: all[index - 1].context) : 0,
            index < all.endIndex ? context.reach(in: all[index].context) : 0)
        var first = index
        var end = index
        while first > all.startIndex, context.reach(in: all[first - 1].context) >= reach { first -= 1 }
        while end < all.endIndex, context.reach(in: all[end].context) >= reach { end += 1 }
        return all[first..<end]
    }

    private static func index(of slot: Slot, style: Int) -> Int { style * Slot.count + slot.number }
}

/// A piece at a position in a name of the corpus.
struct Occurrence: Sendable {
    /// The index of the piece.
    let piece: Int
    let context: Context
}

/// The last eight bytes of a text, by which the model chooses the next piece.
///
/// The last byte is the most significant one, so that texts with equal endings are adjacent when sorted. Zeros precede
/// the first letter of a name.
struct Context: Sendable {
    private(set) var bytes: UInt64 = 0

    init() {}

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
struct Slot {
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

extension ArraySlice<Occurrence> {
    /// Returns the index of a random piece; nil if there are none.
    func draw(using random: inout SeededRandom) -> Int? {
        isEmpty ? nil : self[startIndex + random.index(below: count)].piece
    }

    /// Returns the first index whose context is not below `context`. The occurrences are sorted.
    fileprivate func firstIndex(notBelow context: Context) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low &+ high) >> 1
            if self[middle].context.bytes < context.bytes { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
