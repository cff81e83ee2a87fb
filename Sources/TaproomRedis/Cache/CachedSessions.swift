import TaproomHTTP

/// A bounded table of sessions' JSON, each with an expiry. If it is full, the session that was inserted first is
/// removed first. Does no I/O and reads no clock.
struct CachedSessions {
    private struct Entry {
        let json: [UInt8]
        /// The expiry in monotonic nanoseconds.
        let end: UInt64
        let ticket: Int
    }

    private let limit: Int
    private var entries: [ExactText: Entry] = [:]
    private var order: [(id: String, ticket: Int)] = []
    private var oldest = 0
    private var lastTicket = 0

    /// - Parameter limit: the most sessions.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var count: Int { entries.count }

    /// Returns the JSON of a session that has not expired; nil if there is none.
    func json(_ id: String, now: UInt64) -> [UInt8]? {
        guard let entry = entries[ExactText(id)], entry.end > now else { return nil }
        return entry.json
    }

    mutating func insert(_ id: String, _ json: [UInt8], end: UInt64) {
        lastTicket += 1
        entries[ExactText(id)] = Entry(json: json, end: end, ticket: lastTicket)
        order.append((id, lastTicket))
        while entries.count > limit { removeOldest() }
        if oldest > 1024, oldest > order.count / 2 {
            order.removeFirst(oldest)
            oldest = 0
        }
        // The places of entries that were replaced or removed are still in `order`.
        if order.count - oldest > 4 * limit { compact() }
    }

    mutating func remove(_ id: String) {
        entries[ExactText(id)] = nil
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
        oldest = 0
    }

    private mutating func removeOldest() {
        guard oldest < order.count else { return }
        let (id, ticket) = order[oldest]
        oldest += 1
        if entries[ExactText(id)]?.ticket == ticket { entries[ExactText(id)] = nil }
    }

    private mutating func compact() {
        order = order[oldest...].filter { entries[ExactText($0.id)]?.ticket == $0.ticket }
        oldest = 0
    }
}
