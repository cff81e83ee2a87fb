/// The connections whose handshakes are under way. Their number is bounded, so that clients that connect and stall
/// can't use up memory.
struct HandshakeQueue<Member> {
    private let limit: Int
    /// The members by their numbers, which are in order of arrival.
    private var members: [Int: Member] = [:]
    private var oldest = 0
    private var next = 0

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var count: Int { members.count }

    /// Adds a member.
    ///
    /// - Returns: its number, and the oldest member if the queue exceeded its limit; that member is removed.
    mutating func add(_ member: Member) -> (number: Int, tooMuch: Member?) {
        members[next] = member
        defer { next += 1 }
        return (next, members.count > limit ? removeOldest() : nil)
    }

    mutating func remove(_ number: Int) {
        members[number] = nil
    }

    private mutating func removeOldest() -> Member? {
        while oldest < next {
            defer { oldest += 1 }
            if let member = members.removeValue(forKey: oldest) { return member }
        }
        return nil
    }
}
