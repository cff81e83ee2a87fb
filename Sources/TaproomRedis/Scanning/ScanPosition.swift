/// The position of a scan over the masters of a cluster, which is passed as text from one step to the next. Does no I/O.
///
/// The text consists of the cursor at the current master with the number of all new beginnings so far, the fingerprint of
/// the topology (`ClusterTopology.servedSlots`), a hash of the slots whose new masters are scanned again, and the masters
/// that are left, beginning with the current one. When no master is left, all sessions have been found if the topology is
/// still the same, and so are the slots on their way.
struct ScanPosition: Sendable, Equatable {
    /// The cursor at the current master.
    var cursor = ScanCursor()
    private var masters: ArraySlice<RedisAddress>
    private let fingerprint: UInt64
    /// A hash of the slots whose new masters are scanned after all others; that of none at first.
    private var imports = FNV1a().value

    /// Begins a scan.
    init(over topology: ClusterTopology) {
        let slots = topology.servedSlots
        masters = slots.masters[...]
        fingerprint = slots.fingerprint
    }

    /// nil unless `text` has returned the text.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count > ScanCursor.length + 1, let fingerprint = UInt64(words[ScanCursor.length], radix: 16),
            let imports = UInt64(words[ScanCursor.length + 1], radix: 16),
            let cursor = ScanCursor(words[..<ScanCursor.length].joined(separator: " "))
        else { return nil }
        let rest = words[(ScanCursor.length + 2)...]
        masters = rest.compactMap(Self.address)[...]
        guard masters.count == rest.count else { return nil }
        self.cursor = cursor
        self.fingerprint = fingerprint
        self.imports = imports
    }

    private static func address(_ word: Substring) -> RedisAddress? {
        guard let colon = word.lastIndex(of: ":"), let port = UInt16(word[word.index(after: colon)...]) else {
            return nil
        }
        return RedisAddress(host: String(word[..<colon]), port: port)
    }

    /// The text for the next step.
    var text: String {
        let head = [cursor.text, String(fingerprint, radix: 16), String(imports, radix: 16)]
        return (head + masters.map { "\($0.host):\($0.port)" }).joined(separator: " ")
    }

    /// The current master; nil when all masters have been scanned.
    var master: RedisAddress? { masters.first }

    /// Goes on to the cursor in a reply of the current master, or to the next master at the end.
    mutating func advance(to value: String) {
        cursor.advance(to: value)
        if cursor.isAtEnd { masters = masters.dropFirst() }
    }

    /// Whether each slot has the master that it had when the scan began.
    func isCurrent(in topology: ClusterTopology) -> Bool { topology.servedSlots.fingerprint == fingerprint }

    /// Returns the beginning of a new scan in place of this one.
    ///
    /// - Throws: `RedisError.unreachable` if there were too many new beginnings.
    func restarted(over topology: ClusterTopology) throws(RedisError) -> ScanPosition {
        var position = ScanPosition(over: topology)
        position.cursor = cursor
        position.cursor.advance(to: "0")
        try position.cursor.countRestart()
        return position
    }

    /// Returns the position at which the masters to which slots are on their way are scanned again, because keys may have
    /// come there after the first scan of a master, and before that of their old one; nil if that has been done.
    ///
    /// - Parameter slots: the slots with their old masters.
    /// - Throws: `RedisError.unreachable` if there were too many new beginnings.
    func continued(at importing: [RedisAddress], _ slots: [String]) throws(RedisError) -> ScanPosition? {
        var hash = FNV1a()
        for slot in slots.sorted() { hash.add(slot) }
        guard hash.value != imports, !slots.isEmpty else { return nil }
        var position = self
        position.masters = importing[...]
        position.imports = hash.value
        try position.cursor.countRestart()
        return position
    }
}
