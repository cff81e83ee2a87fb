import Testing

@testable import Taproom

/// The time for a client that must move 100 bytes per second, and may stall for 30 seconds.
@Suite struct RateGuardTests {
    private static let second: UInt64 = 1_000_000_000

    @Test(
        arguments: [
            // Every client has five seconds.
            (0, 0, 5.0), (0, 3, 2), (0, 5, 0), (0, 60, 0), (100, 4, 1),
            // After that, it must have earned its time.
            (500, 4, 1), (1000, 4, 6), (1000, 10, 0), (1000, 11, 0), (1001, 10, 0.01),
            // No byte may take longer than a stall.
            (1_000_000, 1, 30), (.max, 1, 30),
        ] as [(Int, UInt64, Double)])
    func aClientEarnsItsTimeByBytes(_ bytes: Int, _ waited: UInt64, _ seconds: Double) {
        var rate = RateGuard()
        rate.add(waited: waited * Self.second)
        let timeout = rate.timeout(bytes: bytes, rate: 100, stall: 30 * Self.second)
        #expect(Double(timeout) / 1e9 == seconds)
    }

    @Test func waitsAddUp() {
        var rate = RateGuard()
        for _ in 0..<3 { rate.add(waited: Self.second) }
        #expect(rate.timeout(bytes: 0, rate: 100, stall: 30 * Self.second) == 2 * Self.second)
    }

    @Test func withoutARateOnlyAStallCounts() {
        var rate = RateGuard()
        rate.add(waited: 1000 * Self.second)
        #expect(rate.timeout(bytes: 0, rate: 0, stall: 30 * Self.second) == 30 * Self.second)
    }
}
