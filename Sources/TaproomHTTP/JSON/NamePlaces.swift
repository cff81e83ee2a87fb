/// Where the members of a large object are, by the hash of their names.
struct NamePlaces {
    static let threshold = 16

    private var byHash: [Int: [Int]] = [:]

    /// The place of an earlier member of that name; nil, and noted as the next place, where there is none.
    mutating func place(
        of name: Range<Int>, among names: some Collection<Range<Int>>, _ bytes: Span<UInt8>
    ) -> Int? {
        if byHash.isEmpty {
            for (place, name) in names.enumerated() { byHash[Self.hash(name, bytes), default: []].append(place) }
        }
        let hash = Self.hash(name, bytes)
        for place in byHash[hash] ?? [] {
            let known = names[names.index(names.startIndex, offsetBy: place)]
            if Self.isSame(known, name, bytes, mayBeEscaped: true) { return place }
        }
        byHash[hash, default: []].append(names.count)
        return nil
    }

    /// Whether two names are one, however they are spelled.
    static func isSame(
        _ left: Range<Int>, _ right: Range<Int>, _ bytes: Span<UInt8>, mayBeEscaped: Bool
    ) -> Bool {
        if left.count == right.count, bytes.holds(bytes.extracting(right), at: left.lowerBound) { return true }
        guard mayBeEscaped, bytes.hasBackslash(left) || bytes.hasBackslash(right) else { return false }
        return JSONText.areSame(bytes, left, bytes, right)
    }

    /// Seeded anew in each process, so that nobody can choose names that collide.
    private static func hash(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        if bytes.hasBackslash(range) {
            for byte in JSONText.decoded(bytes, range, keepsSurrogates: true) { hasher.combine(byte) }
        } else {
            for offset in range.dropFirst().dropLast() { hasher.combine(bytes[offset]) }
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
