/// Every character of the corpus with the context before it, sorted, so that a context of any length is a
/// range and a fair draw from its counts is a draw of one index.
struct Observations: Sendable {
    private let sorted: [UInt64]
    /// Where the observations with each value of their first bits begin: a search looks at a few of them, not
    /// at all, which took a third off the time of a name.
    private let starts: [UInt32]
    private static let indexedBits = 16

    init(_ observations: [UInt64]) {
        let sorted = observations.sorted()
        var starts: [UInt32] = []
        starts.reserveCapacity(1 << Self.indexedBits + 1)
        for (index, observation) in sorted.enumerated() {
            let prefix = Int(observation >> UInt64(64 - Self.indexedBits))
            while starts.count <= prefix { starts.append(UInt32(index)) }
        }
        while starts.count <= 1 << Self.indexedBits { starts.append(UInt32(sorted.count)) }
        self.sorted = sorted
        self.starts = starts
    }

    /// Draws the character after `context`, looking back on `reach` characters or, where the corpus has no
    /// such context, on as many fewer as it must, down to `least`; nil if it has none even then.
    ///
    /// Starts from the nearest character alone and narrows: what a longer context has seen lies within what a
    /// shorter one has, and a context that was seen once need not be followed further.
    func draw(after context: Context, reach: Int, least: Int, using random: inout SeededRandom) -> UInt8? {
        let prefix = Int(context.bounds(reach: 1).lowerBound >> UInt64(64 - Self.indexedBits))
        var low = Int(starts[prefix])
        var high = Int(starts[prefix + 1])
        var reached = 1
        if low == high {
            guard least == 0 else { return nil }
            let bounds = context.bounds(reach: 0)
            low = Int(starts[Int(bounds.lowerBound >> UInt64(64 - Self.indexedBits))])
            high = Int(starts[Int(bounds.upperBound >> UInt64(64 - Self.indexedBits)) + 1])
            guard low < high else { return nil }
            return Context.code(in: sorted[low + random.index(below: high - low)])
        }
        while reached < reach, high &- low > 1 || reached < least {
            let bounds = context.bounds(reach: reached &+ 1)
            let first = firstIndex(notBelow: bounds.lowerBound, in: low..<high)
            guard first < high, sorted[first] <= bounds.upperBound else { break }
            high = firstIndex(above: bounds.upperBound, in: first..<high)
            low = first
            reached &+= 1
        }
        guard reached >= least else { return nil }
        return Context.code(in: sorted[low + random.index(below: high - low)])
    }

    private func firstIndex(notBelow bound: UInt64, in range: Range<Int>) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low &+ high) / 2
            if sorted[middle] < bound { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    private func firstIndex(above bound: UInt64, in range: Range<Int>) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low &+ high) / 2
            if sorted[middle] <= bound { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}
