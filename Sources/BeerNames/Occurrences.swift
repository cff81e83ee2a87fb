/// Every piece of the corpus with the text before it, by style and slot.
///
/// In each slot of a style they are sorted by that text, so that those after the same end of it, be it long or short,
/// lie side by side, and a fair draw from their counts is a draw of one index.
struct Occurrences: Sendable {
    /// Stands for the corpus as a whole where a style is asked for.
    let anyStyle: Int

    private var contexts: [UInt64] = []
    private var pieces: [Int32] = []
    /// Where the occurrences in each slot of each style begin, and last where they end.
    private var starts: [Int32] = []

    init(_ occurrences: [Occurrence], styles: Int) {
        anyStyle = styles
        var slots: [[Occurrence]] = Array(repeating: [], count: (styles + 1) * Slot.count)
        for occurrence in occurrences.sorted(by: { $0.context.bytes < $1.context.bytes }) {
            slots[Self.place(of: occurrence.slot, style: occurrence.style)].append(occurrence)
            slots[Self.place(of: occurrence.slot, style: anyStyle)].append(occurrence)
        }
        for slot in slots {
            starts.append(Int32(contexts.count))
            contexts += slot.map(\.context.bytes)
            pieces += slot.map { Int32($0.piece) }
        }
        starts.append(Int32(contexts.count))
    }

    /// Those in `slot`, whatever is before them.
    func all(in slot: Slot, style: Int) -> Range<Int> {
        let place = Self.place(of: slot, style: style)
        return Int(starts[place])..<Int(starts[place + 1])
    }

    /// Those in `slot` that share with `context` as many of the bytes before them as any there does.
    func following(_ context: Context, in slot: Slot, style: Int) -> Range<Int> {
        let all = all(in: slot, style: style)
        // The most alike are next to where the context itself would stand.
        let place = firstIndex(in: all, notBelow: context.bytes)
        let reach = max(
            place > all.lowerBound ? context.reach(in: contexts[place - 1]) : 0,
            place < all.upperBound ? context.reach(in: contexts[place]) : 0)
        var first = place
        var end = place
        while first > all.lowerBound, context.isLike(contexts[first - 1], reach: reach) { first -= 1 }
        while end < all.upperBound, context.isLike(contexts[end], reach: reach) { end += 1 }
        return first..<end
    }

    /// The index in the lexicon of one of these pieces, or nil if there are none.
    func draw(from range: Range<Int>, using random: inout SeededRandom) -> Int? {
        guard !range.isEmpty else { return nil }
        return Int(pieces[range.lowerBound + random.index(below: range.count)])
    }

    private func firstIndex(in range: Range<Int>, notBelow context: UInt64) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low &+ high) >> 1
            if contexts[middle] < context { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func place(of slot: Slot, style: Int) -> Int { style * Slot.count + slot.number }
}
