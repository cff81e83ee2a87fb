/// How long to wait for a client that must move a number of bytes a second on average: one that is merely slow
/// earns its time with each byte, one that pretends to be runs out of it.
struct RateGuard {
    /// Nanoseconds that every client has.
    private static let grace: UInt64 = 5_000_000_000

    /// Nanoseconds spent waiting for the client.
    private var waited: UInt64 = 0

    mutating func add(waited nanoseconds: UInt64) {
        waited &+= nanoseconds
    }

    /// Nanoseconds that the next byte may take.
    ///
    /// - Parameters:
    ///   - bytes: how many the client has moved so far.
    ///   - rate: bytes a second; 0 for no such rule.
    ///   - stall: the most that any byte may take.
    func timeout(bytes: Int, rate: Int, stall: UInt64) -> UInt64 {
        guard rate > 0 else { return stall }
        let (product, overflow) = UInt64(bytes).multipliedReportingOverflow(by: 1_000_000_000)
        let earned = overflow ? .max : max(Self.grace, product / UInt64(rate))
        return min(stall, earned > waited ? earned - waited : 0)
    }
}
