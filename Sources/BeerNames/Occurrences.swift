/// Every piece of the corpus with the text before it, by style and slot.
struct Occurrences: Sendable {
    /// Stands for the corpus as a whole where a style is asked for.
    let anyStyle: Int

    /// The occurrences in each slot of each style, sorted by the text before them. Those that follow the same ending,
    /// long or short, lie side by side, so drawing one index of them respects how often each piece comes there.
    private var slots: [[Occurrence]]

    init(styles: Int) {
        anyStyle = styles
        slots = Array(repeating: [], count: (styles + 1) * Slot.count)
    }

    mutating func add(_ occurrence: Occurrence, style: Int, slot: Slot) {
        slots[Self.index(of: slot, style: style)].append(occurrence)
        slots[Self.index(of: slot, style: anyStyle)].append(occurrence)
    }

    /// Sorts every slot, which lookups need, once all occurrences are added.
    mutating func sort() {
        for index in slots.indices { slots[index].sort { $0.context.bytes < $1.context.bytes } }
    }

    /// Those in `slot`, whatever is before them.
    func all(in slot: Slot, style: Int) -> ArraySlice<Occurrence> {
        slots[Self.index(of: slot, style: style)][...]
    }

    /// Those in `slot` that share with `context` as many of the bytes before them as any there does.
    func following(_ context: Context, in slot: Slot, style: Int) -> ArraySlice<Occurrence> {
        let all = all(in: slot, style: style)
        // The most alike are next to where the context itself would stand.
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

/// A piece at its place in a name of the corpus.
struct Occurrence: Sendable {
    /// Its index among the pieces.
    let piece: Int
    let context: Context
}

/// The last eight bytes of a text, which is what the model knows when it picks the next piece.
///
/// They are packed with the nearest foremost, so that sorted texts that end alike lie side by side. Zeros stand
/// before a name's first letter.
struct Context: Sendable {
    private(set) var bytes: UInt64 = 0

    init() {}

    init(_ text: String) {
        for byte in text.utf8 { bytes = bytes >> 8 | UInt64(byte) << 56 }
    }

    /// The last byte of the text; nil before the first letter.
    var last: UInt8? { bytes == 0 ? nil : UInt8(truncatingIfNeeded: bytes >> 56) }

    /// Moves on by a piece of `length` bytes; the farthest bytes fall out of reach.
    mutating func append(_ ending: Context, length: Int) {
        bytes = bytes >> UInt64(8 * length) | ending.bytes
    }

    /// How many bytes, from the nearest on, two have in common.
    func reach(in other: Context) -> Int {
        (bytes ^ other.bytes).leadingZeroBitCount / 8
    }
}

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

extension ArraySlice<Occurrence> {
    /// The index of one of these pieces, or nil if there are none.
    func draw(using random: inout SeededRandom) -> Int? {
        isEmpty ? nil : self[startIndex + random.index(below: count)].piece
    }

    /// Where `context` stands, or would stand, among these, which are sorted.
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
