/// How far a scan over the masters of a cluster has come, as a text between its steps: the cursor at one master, and the masters
/// that are still to come. Pure. With no masters it is the cursor of one server.
struct ScanPosition {
    /// At the master.
    private(set) var cursor: String
    private var masters: ArraySlice<RedisAddress>

    /// - Parameters:
    ///   - text: what `next` has returned; nil at the beginning.
    ///   - all: the masters, at the beginning.
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

    /// The master to ask; nil outside of a cluster.
    var master: RedisAddress? { masters.first }

    /// The text for the next step; nil at the end.
    mutating func next(_ cursor: String) -> String? {
        self.cursor = cursor
        if cursor == "0" { masters = masters.dropFirst() }
        guard cursor != "0" || !masters.isEmpty else { return nil }
        return ([cursor] + masters.map { "\($0.host):\($0.port)" }).joined(separator: " ")
    }
}
