/// A set of fingerprints, which are well mixed already: a look takes their last bits for the place, where a Set
/// would hash them once more.
struct FingerprintSet: Sendable {
    /// A power of two, at most half of them taken; 0 marks a free place.
    private var places: [UInt64] = Array(repeating: 0, count: 16)
    private var count = 0

    mutating func insert(_ fingerprint: Fingerprint) {
        guard !contains(fingerprint) else { return }
        count += 1
        if 2 * count > places.count {
            let old = places
            places = Array(repeating: 0, count: 2 * old.count)
            for other in old where other != 0 { put(other) }
        }
        put(Self.marked(fingerprint))
    }

    func contains(_ fingerprint: Fingerprint) -> Bool {
        let fingerprint = Self.marked(fingerprint)
        var place = Int(truncatingIfNeeded: fingerprint) & (places.count &- 1)
        while places[place] != 0 {
            if places[place] == fingerprint { return true }
            place = (place &+ 1) & (places.count &- 1)
        }
        return false
    }

    private mutating func put(_ fingerprint: UInt64) {
        var place = Int(truncatingIfNeeded: fingerprint) & (places.count &- 1)
        while places[place] != 0 { place = (place &+ 1) & (places.count &- 1) }
        places[place] = fingerprint
    }

    /// Never 0.
    private static func marked(_ fingerprint: Fingerprint) -> UInt64 { fingerprint.value == 0 ? 1 : fingerprint.value }
}
