import CLinux
import Dispatch
import Glibc
import Synchronization
import Testing

@testable import TaproomNet

/// Each on a thread that goes away afterwards, as its policy would outlast the test.
@Suite struct ThreadSchedulingTests {
    @Test(arguments: [
        (used: 0, wasBusy: false, isBusy: false),
        (used: 99, wasBusy: false, isBusy: false),
        (used: 100, wasBusy: false, isBusy: true),
        (used: 300, wasBusy: false, isBusy: true),
        (used: 300, wasBusy: true, isBusy: true),
        (used: 75, wasBusy: true, isBusy: true),
        (used: 74, wasBusy: true, isBusy: false),
        (used: 0, wasBusy: true, isBusy: false),
    ])
    func aThirdOfAProcessorIsBusyUntilItIsLessThanAQuarter(used: UInt64, wasBusy: Bool, isBusy: Bool) {
        #expect(ThreadScheduling.isBusy(used: used, of: 300, wasBusy: wasBusy) == isBusy)
    }

    @Test func aBusyThreadIsBatchWorkUntilItRests() async throws {
        let policies = try await BackgroundThread.run {
            _ = taproom_schedule_as_batch(false)
            return Self.policiesBusyAndAtRest()
        }
        #expect(policies == [SCHED_BATCH, SCHED_OTHER])
    }

    @Test func nothingIsLookedAtBeforeTheWindowHasPassed() async throws {
        let policy = try await BackgroundThread.run {
            _ = taproom_schedule_as_batch(false)
            var scheduling = ThreadScheduling(now: 0, used: Clock.ofThread() &- ThreadScheduling.window)
            scheduling.review(now: ThreadScheduling.window - 1)
            return sched_getscheduler(0)
        }
        #expect(policy == SCHED_OTHER)
    }

    @Test(arguments: [SCHED_BATCH, SCHED_IDLE])
    func aPolicyThatTheOperatorChoseStays(policy: Int32) async throws {
        let policies = try await BackgroundThread.run {
            var parameters = sched_param()
            sched_setscheduler(0, policy, &parameters)
            return Self.policiesBusyAndAtRest()
        }
        #expect(policies == [policy, policy])
    }

    @Test(.enabled(if: sched_getscheduler(getpid()) == SCHED_OTHER))
    func aThreadOfABusyOneIsScheduledAsUsual() async throws {
        let policies = try await BackgroundThread.run {
            _ = taproom_schedule_as_batch(true)
            let inner = Atomic<Int32>(-1)
            let hasRun = DispatchSemaphore(value: 0)
            BackgroundThread.run {
                inner.store(sched_getscheduler(0), ordering: .sequentiallyConsistent)
                hasRun.signal()
            }
            hasRun.wait()
            return [inner.load(ordering: .sequentiallyConsistent), sched_getscheduler(0)]
        }
        #expect(policies == [SCHED_OTHER, SCHED_BATCH])
    }

    /// The calling thread's policies after a time in which it was busy, and after one in which it rested.
    private static func policiesBusyAndAtRest() -> [Int32] {
        var scheduling = ThreadScheduling(now: 0, used: 0)
        scheduling.review(now: 100, used: 100)
        let busy = sched_getscheduler(0)
        scheduling.review(now: 200, used: 100)
        return [busy, sched_getscheduler(0)]
    }
}
