/// The position of a scan over the masters of a cluster, which is passed as text from one step to the next: the cursor
/// at the current master, and the masters that are left. Without masters, it is the cursor at one server. Does no I/O.
struct ScanPosition {
    /// The cursor at the current master.
    private(set) var cursor: String
    private var masters: ArraySlice<RedisAddress>

    /// - Parameters:
    ///   - text: the text that `next` has returned; nil for the first step.
    ///   - all: all masters, for the first step.
    init(_ text: String?, in all: [RedisAddress]) {
        let words = (text ?? "0").split(separator: " ")
        cursor = words.first.map(String.init) ?? "0"
        let rest = words.dropFirst().compactMap { word -> RedisAddress? in
            guard let colon = word.lastIndex(of: ":"), let port = UInt16(word[word.index(after: colon)...]) else {
                return nil
            }
            return RedisAddress(host: String(word[..<colon]), port: port)
        }
        masters = text == nil ? all[...] : rest[...]
    }

    /// The current master; nil without a cluster.
    var master: RedisAddress? { masters.first }

    /// Returns the text for the next step; nil at the end.
    ///
    /// - Parameter cursor: the cursor in the reply of the current master.
    mutating func next(_ cursor: String) -> String? {
        self.cursor = cursor
        if cursor == "0" { masters = masters.dropFirst() }
        guard cursor != "0" || !masters.isEmpty else { return nil }
        return ([cursor] + masters.map { "\($0.host):\($0.port)" }).joined(separator: " ")
    }
}
