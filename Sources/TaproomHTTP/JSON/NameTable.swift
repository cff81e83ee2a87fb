/// Where the members of a large object are, by the hash of their names.
struct NameTable {
    private struct Slot {
        let hash: Int
        var value: Int
    }

    /// Objects with fewer members have their names compared one by one.
    static let threshold = 16

    /// A power of two, at least half of them empty.
    private var slots: [Slot?] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// The value inserted for a name before; where there is none, `value` is inserted.
    ///
    /// - Parameters:
    ///   - replaces: whether `value` is inserted in any case.
    ///   - range: where the name at a value inserted before stands.
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

    /// Whether two names are one, however they are spelled.
    static func isSame(
        _ left: Range<Int>, _ right: Range<Int>, _ bytes: Span<UInt8>, mayBeEscaped: Bool
    ) -> Bool {
        if left.count == right.count, bytes.matches(bytes.extracting(right), at: left.lowerBound) { return true }
        guard mayBeEscaped, bytes.hasBackslash(left) || bytes.hasBackslash(right) else { return false }
        return JSONText.areSame(bytes, left, bytes, right)
    }

    /// Seeded anew in each process, so that nobody can choose names that collide.
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
