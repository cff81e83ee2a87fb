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
    func draw(after context: Context, reach: Int, least: Int, using random: inout SeededRandom) -> UInt8? {
        var reach = reach
        while reach >= least {
            let bounds = context.bounds(reach: reach)
            let first = firstIndex(notBelow: bounds.lowerBound)
            if first < sorted.count, sorted[first] <= bounds.upperBound {
                let end = firstIndex(above: bounds.upperBound, from: first)
                return Context.code(in: sorted[first + random.index(below: end - first)])
            }
            reach -= 1
        }
        return nil
    }

    private func firstIndex(notBelow bound: UInt64) -> Int {
        let prefix = Int(bound >> UInt64(64 - Self.indexedBits))
        var low = Int(starts[prefix])
        var high = Int(starts[prefix + 1])
        while low < high {
            let middle = (low &+ high) / 2
            if sorted[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Doubles its stride first: the range of a long context ends close to where it starts.
    private func firstIndex(above bound: UInt64, from start: Int) -> Int {
        var low = start
        var stride = 1
        while low + stride < sorted.count, sorted[low + stride] <= bound {
            low += stride
            stride *= 2
        }
        var high = min(low + stride, sorted.count)
        while low < high {
            let middle = (low &+ high) / 2
            if sorted[middle] <= bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
