/// The cursor of a scan at one server, which is passed as text from one step to the next. Does no I/O.
///
/// A cursor is a position in the server's hash table, whose order is another one after each start, and at each server.
/// So a scan begins anew when its server may have been restarted.
struct ScanCursor: Sendable, Equatable {
    /// The cursor that Redis has returned; 0 at the beginning and at the end.
    private(set) var value = "0"
    /// The number of new beginnings so far.
    private(set) var restarts = 0
    /// The mark of the server (`ServerLosses`) when it returned the cursor.
    private var mark: UInt64 = 0

    /// The most new beginnings. Servers that are lost or change during each of so many scans won't come to rest soon.
    static let restartLimit = 16

    /// The number of words in the text.
    static let length = 3

    /// The beginning of a scan.
    init() {}

    /// nil unless `text` has returned the text. A cursor of Redis alone is accepted, too.
    init?(_ text: some StringProtocol) {
        let words = text.split(separator: " ")
        guard words.count == 1 || words.count == Self.length, let value = UInt64(words[0]) else { return nil }
        self.value = String(value)
        guard words.count == Self.length else { return }
        guard let restarts = Int(words[1]), 0...Self.restartLimit ~= restarts, let mark = UInt64(words[2], radix: 16)
        else { return nil }
        self.restarts = restarts
        self.mark = mark
    }

    /// The text for the next step.
    var text: String { "\(value) \(restarts) \(String(mark, radix: 16))" }

    /// Whether nothing has been scanned that would be scanned again from the beginning.
    var isAtEnd: Bool { value == "0" }

    /// Goes on to the cursor in a reply.
    mutating func advance(to value: String) {
        self.value = value
    }

    /// Notes the mark of the server that gets the cursor next. Begins anew if a connection to it was lost meanwhile.
    ///
    /// - Throws: `RedisError.unreachable` if there were too many new beginnings.
    mutating func meet(_ mark: UInt64) throws(RedisError) {
        if ServerLosses.wasLost(between: self.mark, mark) { try beginAnew() }
        self.mark = mark
    }

    /// Begins anew at the server. Its cursor means nothing any more if the server has been restarted.
    ///
    /// - Throws: `RedisError.unreachable` if there were too many new beginnings.
    mutating func beginAnew() throws(RedisError) {
        guard value != "0" else { return }
        try countRestart()
        value = "0"
    }

    mutating func countRestart() throws(RedisError) {
        guard restarts < Self.restartLimit else {
            throw .unreachable("Redis keeps changing, so that no scan comes to its end; try again later")
        }
        restarts += 1
    }
}
