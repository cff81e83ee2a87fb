import Testing

@testable import TaproomRedis

/// The schedule of queries for the topology.
@Suite struct RefreshScheduleTests {
    private static let second = RefreshSchedule.interval
    private static let start: UInt64 = 5_000_000_000

    @Test func theFirstWishIsFulfilledAtOnce() {
        var schedule = RefreshSchedule()
        #expect(schedule.want(now: 0) == .start)
        #expect(schedule.isRunning)
        #expect(Self.second == 1_000_000_000)
    }

    /// Each of ten seconds has a thousand requests for a refresh, and one query, which takes a tenth of it.
    @Test func howeverManyWantItItIsAskedForOnceASecond() {
        var schedule = RefreshSchedule()
        var starts: [UInt64] = []
        for tick in 0..<10_000 {
            let now = Self.start + UInt64(tick) * 1_000_000
            if schedule.isRunning, let last = starts.last, now - last >= 100_000_000 {
                #expect(schedule.ended(now: now) == .wait(until: last + Self.second))
            }
            switch schedule.want(now: now) {
            case .start: starts.append(now)
            case .wait(let time): #expect(time == (starts.last ?? 0) + Self.second)
            case .nothing: #expect(schedule.isRunning)
            }
        }
        #expect(starts == (0..<10).map { Self.start + $0 * Self.second })
    }

    /// The result of the running query may be older than the reason for the request.
    @Test func aWishDuringARunIsKept() {
        var schedule = RefreshSchedule()
        #expect(schedule.want(now: Self.start) == .start)
        #expect(schedule.want(now: Self.start + 1) == .nothing)
        #expect(schedule.ended(now: Self.start + 2) == .wait(until: Self.start + Self.second))
        #expect(!schedule.isRunning)
        #expect(schedule.want(now: Self.start + Self.second - 1) == .wait(until: Self.start + Self.second))
        #expect(schedule.want(now: Self.start + Self.second) == .start)
        #expect(schedule.ended(now: Self.start + Self.second + 1) == .nothing)
    }

    @Test func aWishDuringALongRunIsFulfilledAtItsEnd() {
        var schedule = RefreshSchedule()
        #expect(schedule.want(now: Self.start) == .start)
        #expect(schedule.want(now: Self.start + 1) == .nothing)
        #expect(schedule.ended(now: Self.start + 3 * Self.second) == .start)
        #expect(schedule.isRunning)
        #expect(schedule.ended(now: Self.start + 4 * Self.second) == .nothing)
    }

    @Test func nothingIsAskedForWithoutAWish() {
        var schedule = RefreshSchedule()
        #expect(schedule.want(now: Self.start) == .start)
        #expect(schedule.ended(now: Self.start + 5 * Self.second) == .nothing)
        #expect(!schedule.isRunning)
        #expect(schedule.want(now: Self.start + 9 * Self.second) == .start)
    }
}
