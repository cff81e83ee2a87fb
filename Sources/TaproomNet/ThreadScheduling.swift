import CLinux
import Glibc

/// How the kernel schedules the thread that owns this: as batch work (`SCHED_BATCH`, sched(7)) while it is busy.
///
/// A thread that wakes may take the processor from the one that has it. For a loop with little to do that is right:
/// its answers come soon. A busy one would so interrupt the very client, proxy or Redis that was about to send it
/// more, and find one event where it could have found twenty. As batch work it waits until they are done, which costs
/// fewer changes of thread, and lets no other program take its processor less.
///
/// A thread that starts with another policy than the usual one keeps it (chrt(1) starts a program with one).
struct ThreadScheduling {
    /// Nanoseconds over which the thread's share of a processor is taken.
    static let window: UInt64 = 20_000_000

    private(set) var isBatch = false
    private var isFixed = false
    private var since: UInt64
    private var used: UInt64

    /// On the thread itself, as one of the first things it does.
    init(now: UInt64, used: UInt64 = Clock.ofThread()) {
        since = now
        self.used = used
        // Changes nothing, but where a filter of system calls ends the process for such a call it does so now, and
        // not under load.
        schedule(asBatch: false)
    }

    /// Looks whether the thread is busy, once in each window. On the thread itself.
    ///
    /// - Parameter now: of the monotonic clock.
    @inline(__always)
    mutating func review(now: UInt64) {
        if now &- since >= Self.window, !isFixed { review(now: now, used: Clock.ofThread()) }
    }

    mutating func review(now: UInt64, used: UInt64) {
        let isBusy = Self.isBusy(used: used &- self.used, of: now &- since, wasBusy: isBatch)
        since = now
        self.used = used
        if isBusy != isBatch { schedule(asBatch: isBusy) }
    }

    /// Where somebody else has decided, or the system forbids it, things stay as they are from then on.
    private mutating func schedule(asBatch: Bool) {
        let isOurs = sched_getscheduler(0) == (isBatch ? SCHED_BATCH : SCHED_OTHER)
        if isOurs, taproom_schedule_as_batch(asBatch) { isBatch = asBatch } else { isFixed = true }
    }

    /// A thread that was made from a busy loop's is scheduled as usual, like the process. On the thread itself.
    static func beginThread() {
        if sched_getscheduler(0) == SCHED_BATCH, sched_getscheduler(getpid()) == SCHED_OTHER {
            _ = taproom_schedule_as_batch(false)
        }
    }

    /// Whether a thread is busy that ran for `used` nanoseconds of so many: from a third of them on, and until it is
    /// less than a quarter. Servers at half of what they can serve, clients and Redis beside them, stay below that.
    static func isBusy(used: UInt64, of elapsed: UInt64, wasBusy: Bool) -> Bool {
        used >= elapsed / (wasBusy ? 4 : 3)
    }
}
