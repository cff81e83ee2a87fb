import CLinux
import Glibc
import Synchronization

/// What an event loop has to run: the tasks that may go on, and what other threads left for it.
///
/// Tasks come here through the loop's `Turnstile`, whose executor this is, and run on the loop's thread as they would on
/// one of the concurrent pool's: on the generic executor. So a task that returns from an `await` is where it may be and goes
/// on at once, where one with an executor of its own (`TaskExecutor`) takes a lock to look it up, and an actor that is free
/// is entered without leaving the thread. What the task pays for it: after a sleep, or an actor that was busy, it is on
/// a thread of the pool and has to come back (`EventLoop.enter`).
@usableFromInline
final class LoopExecutor: SerialExecutor, @unchecked Sendable {
    /// What other threads leave.
    private struct Remote {
        var jobs: [UnownedJob] = []
        var calls: [@Sendable () -> Void] = []
        var isSignalled = false
    }

    /// Readable when another thread left something.
    let wakeUp: FileDescriptor
    /// The thread that runs it; 0 before it does. Atomic, as other threads ask whether they are it.
    private let thread = Atomic<pthread_t>(0)
    private var jobs = JobQueue()
    /// Where the task that comes next is to wait. The task holds it.
    @usableFromInline var parking: Unmanaged<Waiter>?
    private let remote = Mutex(Remote())

    /// What the runtime takes for "any thread of the pool": zero by its definition (`_getGenericSerialExecutor`).
    private static let generic = unsafeBitCast((UInt(0), UInt(0)), to: UnownedSerialExecutor.self)

    init() throws(SystemError) {
        let number = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard number >= 0 else { throw SystemError("eventfd") }
        wakeUp = FileDescriptor(number)
    }

    /// Whether the calling thread is the loop's own.
    ///
    /// Never inlined: C declares that `pthread_self` always answers the same, so the compiler would keep its answer across
    /// an `await`, behind which another thread may ask.
    @usableFromInline @inline(never)
    var isCurrent: Bool {
        thread.load(ordering: .relaxed) == pthread_self()
    }

    // MARK: On any thread

    @usableFromInline
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard isCurrent else { return leave { $0.jobs.append(job) } }
        guard let waiter = parking else { return jobs.append(job) }
        parking = nil
        waiter._withUnsafeGuaranteedRef { $0.job = job }
    }

    /// Runs `call` on the loop's thread, soon.
    func execute(_ call: @escaping @Sendable () -> Void) {
        leave { $0.calls.append(call) }
    }

    private func leave(_ change: (inout sending Remote) -> Void) {
        let mustSignal = remote.withLock { remote in
            change(&remote)
            defer { remote.isSignalled = true }
            return !remote.isSignalled
        }
        guard mustSignal else { return }
        var one: UInt64 = 1
        _ = write(wakeUp.number, &one, 8)
    }

    // MARK: On the loop's thread

    /// Makes the calling thread the loop's.
    func adoptThread() {
        thread.store(pthread_self(), ordering: .relaxed)
    }

    /// The thread ends; the system may give its number to another one.
    func giveUpThread() {
        thread.store(0, ordering: .relaxed)
    }

    /// The task that comes next waits until the waiter is woken.
    @inlinable @inline(__always)
    func park(at waiter: Waiter) {
        parking = Unmanaged.passUnretained(waiter)
    }

    /// Lets a task go on in this turn.
    @usableFromInline @inline(__always)
    func resume(_ job: UnownedJob) {
        jobs.append(job)
    }

    /// For `assumeIsolated`, which the runtime lets the executor answer.
    @usableFromInline
    func checkIsolated() {
        precondition(isCurrent, "not on the loop's thread")
    }

    func runJobs() {
        while let job = jobs.popFirst() {
            job.runSynchronously(on: Self.generic)
        }
    }

    /// Takes over what other threads left.
    func takeRemote() {
        var value: UInt64 = 0
        _ = read(wakeUp.number, &value, 8)
        let (jobs, calls) = remote.withLock { remote in
            defer {
                remote.jobs.removeAll(keepingCapacity: true)
                remote.calls.removeAll(keepingCapacity: true)
                remote.isSignalled = false
            }
            return (remote.jobs, remote.calls)
        }
        for job in jobs { self.jobs.append(job) }
        for call in calls { call() }
    }
}
