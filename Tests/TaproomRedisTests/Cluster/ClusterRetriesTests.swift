import Testing

@testable import TaproomRedis

/// The number of attempts to send a command, and their end.
@Suite struct ClusterRetriesTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test func pausesGrowToATenthOfASecond() {
        var retries = ClusterRetries()
        let now = 7 * Self.millisecond
        let pauses = (0..<7).map { _ in
            retries.next(now: now, deadline: .max).map { ($0 - now) / Self.millisecond }
        }
        #expect(pauses == [10, 20, 40, 80, 100, 100, 100])
    }

    @Test(arguments: [(9, false), (10, false), (11, true)])
    func whatWouldBeTooLateIsNotTried(_ milliseconds: Int, _ isTried: Bool) {
        var retries = ClusterRetries()
        let next = retries.next(now: 0, deadline: UInt64(milliseconds) * Self.millisecond)
        #expect(next == (isTried ? 10 * Self.millisecond : nil))
    }

    /// A second allows this many attempts.
    @Test func theDeadlineEndsIt() {
        var retries = ClusterRetries()
        var now: UInt64 = 0
        var attempts = 0
        while let next = retries.next(now: now, deadline: 1000 * Self.millisecond), attempts < 100 {
            #expect(next > now)
            now = next
            attempts += 1
        }
        #expect(attempts == 12)
        #expect(now == 950 * Self.millisecond)
    }

    @Test func sixteenRedirectsAreFollowed() {
        var retries = ClusterRetries()
        #expect((0..<20).map { _ in retries.mayFollow() } == (0..<20).map { $0 < 16 })
    }

    /// Pauses are limited by time, redirects by number.
    @Test func pausesDoNotCountAsRedirects() {
        var retries = ClusterRetries()
        for _ in 0..<50 { _ = retries.next(now: 0, deadline: .max) }
        #expect(retries.mayFollow() == true)
    }
}
