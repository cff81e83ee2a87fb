/// The position of a scan over the masters of a cluster, which is passed as text from one step to the next. Does no I/O.
///
/// The text consists of the cursor at the current master, the number of new beginnings so far, the fingerprint of the
/// topology (`ClusterTopology.servedSlots`), and the masters that are left, beginning with the current one. When no
/// master is left, all sessions have been found if the topology is still the same.
struct ScanPosition: Sendable, Equatable {
    /// The cursor at the current master.
    private(set) var cursor = "0"
    private var masters: ArraySlice<RedisAddress>
    private let fingerprint: UInt64
    private var restarts = 0

    /// The most new beginnings. A cluster that changes during each of so many scans won't come to rest soon.
    static let restartLimit = 16

    /// Begins a scan.
    init(over topology: ClusterTopology) {
        let slots = topology.servedSlots
        masters = slots.masters[...]
        fingerprint = slots.fingerprint
    }

    /// nil unless `text` has returned the text.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count >= 3, let restarts = Int(words[1]), 0...Self.restartLimit ~= restarts,
            let fingerprint = UInt64(words[2], radix: 16)
        else { return nil }
        let rest = words[3...].compactMap(Self.address)
        guard rest.count == words.count - 3 else { return nil }
        cursor = String(words[0])
        masters = rest[...]
        self.fingerprint = fingerprint
        self.restarts = restarts
    }

    private static func address(_ word: Substring) -> RedisAddress? {
        guard let colon = word.lastIndex(of: ":"), let port = UInt16(word[word.index(after: colon)...]) else {
            return nil
        }
        return RedisAddress(host: String(word[..<colon]), port: port)
    }

    /// The text for the next step.
    var text: String {
        let head = [cursor, "\(restarts)", String(fingerprint, radix: 16)]
        return (head + masters.map { "\($0.host):\($0.port)" }).joined(separator: " ")
    }

    /// The current master; nil when all masters have been scanned.
    var master: RedisAddress? { masters.first }

    /// Goes on to the cursor in a reply of the current master, or to the next master at the end.
    mutating func advance(to cursor: String) {
        self.cursor = cursor
        if cursor == "0" { masters = masters.dropFirst() }
    }

    /// Whether each slot has the master that it had when the scan began.
    func isCurrent(in topology: ClusterTopology) -> Bool { topology.servedSlots.fingerprint == fingerprint }

    /// Returns the beginning of a new scan in place of this one.
    ///
    /// - Throws: `RedisError.unreachable` if there were too many new beginnings.
    func restarted(over topology: ClusterTopology) throws(RedisError) -> ScanPosition {
        var position = ScanPosition(over: topology)
        position.restarts = restarts
        try position.countRestart()
        return position
    }

    /// Begins anew at the current master. Its cursor means nothing any more if the master has been restarted.
    ///
    /// - Throws: `RedisError.unreachable` if there were too many new beginnings.
    mutating func repeatMaster() throws(RedisError) {
        guard cursor != "0" else { return }
        cursor = "0"
        try countRestart()
    }

    private mutating func countRestart() throws(RedisError) {
        guard restarts < Self.restartLimit else {
            throw .unreachable("the cluster keeps changing, so that no scan comes to its end; try again later")
        }
        restarts += 1
    }
}
