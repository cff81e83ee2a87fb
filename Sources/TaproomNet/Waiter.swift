/// The place where one task waits for something to happen on its event loop: at most one at a time.
public final class Waiter {
    @usableFromInline var job: UnownedJob?

    public init() {}
}

extension EventLoop {
    /// Suspends the task until the waiter is woken. On the loop's thread only, and where the caller belongs to no actor it
    /// goes on there.
    @inlinable @inline(__always)
    public func wait(at waiter: Waiter) async {
        executor.park(at: waiter)
        await turnstile.pass()
    }

    /// Lets the task that waits there, if any, go on in this turn. On the loop's thread only.
    @inlinable @inline(__always)
    public func wake(_ waiter: Waiter) {
        guard let job = waiter.job else { return }
        waiter.job = nil
        executor.resume(job)
    }

    /// Starts a task in which `operation` runs, on the loop's thread. From there only.
    @discardableResult
    public func start(_ operation: @escaping @Sendable @concurrent () async -> Void) -> Task<Void, Never> {
        turnstile.assumeIsolated { $0.start(operation) }
    }

    /// Brings the task onto the loop's thread; from where it is already at no cost. For functions without isolation: one
    /// that belongs to an actor is back at once where its actor runs.
    @inlinable @inline(__always)
    public func enter() async {
        if !isCurrent { await turnstile.pass() }
    }
}
