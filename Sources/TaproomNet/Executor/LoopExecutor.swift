import CLinux
import Glibc
import Synchronization

/// The jobs of one event loop: those that its own tasks enqueue, and those from other threads.
///
/// `README.md` in this folder explains how tasks enter the loop, and the two ways of building this type.
@usableFromInline
final class LoopExecutor: @unchecked Sendable {
    /// Jobs and calls from other threads.
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var calls: [@Sendable () -> Void] = []
        var isSignalled = false
    }

    /// An eventfd that is readable when the inbox is not empty.
    let wakeUp: FileDescriptor
    /// The thread that runs the loop; 0 if there is none. Atomic, because other threads read it.
    private let thread = Atomic<pthread_t>(0)
    private var jobs = JobQueue()
    private let inbox = Mutex(Inbox())
    #if !PLAIN_EXECUTOR
        /// The suspension that stores the next enqueued job, instead of the queue. The task retains it.
        @usableFromInline var suspending: Unmanaged<Suspension>?
    #endif

    init() throws(SystemError) {
        let number = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard number >= 0 else { throw SystemError("eventfd") }
        wakeUp = FileDescriptor(number)
    }

    /// Whether the calling thread is the loop's own.
    ///
    /// It is never inlined: C declares that `pthread_self` always returns the same value, so the compiler could reuse
    /// it across an `await`, although the code may continue on another thread.
    @usableFromInline @inline(never)
    var isCurrent: Bool {
        thread.load(ordering: .relaxed) == pthread_self()
    }

    // MARK: On any thread

    @usableFromInline
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard isCurrent else { return send { $0.jobs.append(job) } }
        #if !PLAIN_EXECUTOR
            if let suspension = suspending {
                suspending = nil
                return suspension._withUnsafeGuaranteedRef { $0.job = job }
            }
        #endif
        jobs.append(job)
    }

    /// Runs `call` on the loop's thread. May be called on any thread.
    func execute(_ call: @escaping @Sendable () -> Void) {
        send { $0.calls.append(call) }
    }

    private func send(_ change: (inout sending Inbox) -> Void) {
        let mustSignal = inbox.withLock { inbox in
            change(&inbox)
            defer { inbox.isSignalled = true }
            return !inbox.isSignalled
        }
        guard mustSignal else { return }
        var one: UInt64 = 1
        _ = write(wakeUp.number, &one, 8)
    }

    // MARK: On the loop's thread

    /// Makes the calling thread the loop's thread.
    func adoptThread() {
        thread.store(pthread_self(), ordering: .relaxed)
    }

    /// Forgets the thread before it ends, because the system may reuse its number.
    func giveUpThread() {
        thread.store(0, ordering: .relaxed)
    }

    /// Runs a job later in this turn.
    @usableFromInline @inline(__always)
    func append(_ job: UnownedJob) {
        jobs.append(job)
    }

    /// Whether jobs are left for the next turn.
    var hasJobs: Bool { jobs.count > 0 }

    /// Runs the jobs and, up to a limit, those that they add, so that a task that yields repeatedly can't keep the loop
    /// from its events.
    func runJobs() {
        for _ in 0..<Self.jobLimit {
            guard let job = jobs.popFirst() else { return }
            run(job)
        }
    }

    private static let jobLimit = 10_000

    /// Takes the jobs and calls that other threads have sent.
    func takeInbox() {
        var value: UInt64 = 0
        _ = read(wakeUp.number, &value, 8)
        let (jobs, calls) = inbox.withLock { inbox in
            defer {
                inbox.jobs.removeAll(keepingCapacity: true)
                inbox.calls.removeAll(keepingCapacity: true)
                inbox.isSignalled = false
            }
            return (inbox.jobs, inbox.calls)
        }
        for job in jobs { self.jobs.append(job) }
        for call in calls { call() }
    }
}
