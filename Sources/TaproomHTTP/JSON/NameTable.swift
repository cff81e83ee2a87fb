/// A hash table of the members of a large object by their names.
struct NameTable {
    private struct Slot {
        let hash: Int
        var value: Int
    }

    /// The least number of members of an object that uses a table.
    static let threshold = 16

    /// A power of two; at least half of the slots are empty.
    private var slots: [Slot?] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// Returns the value inserted for a name before. If there is none, inserts `value`.
    ///
    /// - Parameters:
    ///   - replaces: whether `value` replaces an earlier one.
    ///   - range: returns the position of the name of an inserted value.
    mutating func insert(
        _ name: Range<Int>, at value: Int, replaces: Bool, _ bytes: Span<UInt8>, _ range: (Int) -> Range<Int>
    ) -> Int? {
        if 2 * count >= slots.count { grow() }
        let hash = Self.hash(name, bytes)
        var index = hash & (slots.count - 1)
        while let slot = slots[index] {
            if slot.hash == hash, Self.isSame(range(slot.value), name, bytes, mayBeEscaped: true) {
                if replaces { slots[index]?.value = value }
                return slot.value
            }
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = Slot(hash: hash, value: value)
        count += 1
        return nil
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: nil, count: max(4 * Self.threshold, 2 * old.count))
        for case let slot? in old {
            var index = slot.hash & (slots.count - 1)
            while slots[index] != nil { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }

    /// Whether two names are equal after decoding.
    static func isSame(
        _ left: Range<Int>, _ right: Range<Int>, _ bytes: Span<UInt8>, mayBeEscaped: Bool
    ) -> Bool {
        if left.count == right.count, bytes.matches(bytes.extracting(right), at: left.lowerBound) { return true }
        guard mayBeEscaped, bytes.hasBackslash(left) || bytes.hasBackslash(right) else { return false }
        return JSONText.areSame(bytes, left, bytes, right)
    }

    /// Returns the hash of a name. It is seeded at random in each process, so that an attacker can't choose names that
    /// collide.
    private static func hash(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        if bytes.hasBackslash(range) {
            JSONText.decoded(bytes, range, keepsSurrogates: true).span.hash(into: &hasher)
        } else {
            bytes.extracting((range.lowerBound + 1)..<(range.upperBound - 1)).hash(into: &hasher)
        }
        return hasher.finalize()
    }
}

extension Span where Element == UInt8 {
    package func hasBackslash(_ range: Range<Int>) -> Bool {
        for index in range where self[index] == 0x5c { return true }
        return false
    }
}
