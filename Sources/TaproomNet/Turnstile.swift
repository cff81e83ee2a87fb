/// What a task passes to come to an event loop's thread, or to wait there: the call of an actor's method hands the task
/// over to the actor's executor as a job, without continuation or allocation.
@usableFromInline
actor Turnstile {
    @usableFromInline nonisolated let executor: LoopExecutor
    private var passed = 0

    init(executor: LoopExecutor) {
        self.executor = executor
    }

    @inlinable @inline(__always)
    nonisolated var unownedExecutor: UnownedSerialExecutor { UnownedSerialExecutor(ordinary: executor) }

    /// Starts a task in which `operation` runs, on the loop's thread from the beginning.
    func start(_ operation: @escaping @Sendable @concurrent () async -> Void) -> Task<Void, Never> {
        Task {
            pass()
            await operation()
        }
    }

    /// Counts, as a method without effect would be left out with the hop to it.
    @inline(never) @usableFromInline
    func pass() {
        passed &+= 1
    }
}
