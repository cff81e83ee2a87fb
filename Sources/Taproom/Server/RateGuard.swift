/// The time that a client has to send or accept bytes at a minimum average rate. A client that is slow but steady earns
/// time with each byte; one that stalls runs out of it.
struct RateGuard {
    /// Nanoseconds that every client has at the start.
    private static let grace: UInt64 = 5_000_000_000

    /// Nanoseconds spent waiting for the client.
    private var waited: UInt64 = 0

    mutating func add(waited nanoseconds: UInt64) {
        waited &+= nanoseconds
    }

    /// Returns the nanoseconds that the client has for the next byte.
    ///
    /// - Parameters:
    ///   - bytes: the number of bytes moved so far.
    ///   - rate: the minimum rate in bytes per second; 0 for none.
    ///   - stall: the longest wait for any byte, in nanoseconds.
    func timeout(bytes: Int, rate: Int, stall: UInt64) -> UInt64 {
        guard rate > 0 else { return stall }
        let (product, overflow) = UInt64(bytes).multipliedReportingOverflow(by: 1_000_000_000)
        let earned = overflow ? .max : max(Self.grace, product / UInt64(rate))
        return min(stall, earned > waited ? earned - waited : 0)
    }
}
