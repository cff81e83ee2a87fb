#if !PLAIN_EXECUTOR
    // Tasks enter the loop by calling an actor whose executor is the loop's. See README.md.

    /// A task's wait for an event of its loop. A task has at most one wait at a time.
    public final class Suspension {
        /// The continuation of the task while it is suspended, as a job.
        @usableFromInline var job: UnownedJob?

        /// Makes a suspension that no task uses yet.
        public init() {}
    }

    extension EventLoop {
        /// Suspends the task until `resume`. Call it on the loop's thread, in code that belongs to no actor.
        @inlinable @inline(__always)
        public func suspend(_ suspension: Suspension) async {
            executor.suspending = Unmanaged.passUnretained(suspension)
            await actor.hop()
        }

        /// Resumes the suspended task, if there is one, in this turn. Call it on the loop's thread.
        @inlinable @inline(__always)
        public func resume(_ suspension: Suspension) {
            guard let job = suspension.job else { return }
            suspension.job = nil
            executor.append(job)
        }

        /// Starts a task that runs `operation` on the loop's thread. Call it on that thread.
        @discardableResult
        public func start(_ operation: @escaping @Sendable @concurrent () async -> Void) -> Task<Void, Never> {
            actor.assumeIsolated { $0.start(operation) }
        }

        /// Returns a task of the loop to the loop's thread. After a sleep or a call to an actor, a task continues on
        /// any thread of the pool.
        ///
        /// Call it in code that belongs to no actor. An actor's code would return to its actor immediately.
        @inlinable @inline(__always)
        public func enter() async {
            if !isCurrent { await actor.hop() }
        }

        /// Runs `body` on the loop's thread. It may be called on any thread, and the caller continues where it was.
        @concurrent
        public func run<Value: Sendable, Failure: Error>(
            _ body: @concurrent () async throws(Failure) -> Value
        ) async throws(Failure) -> Value {
            if isCurrent { return try await body() }
            await actor.hop()
            let result: Result<Value, Failure>
            do throws(Failure) {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            // The pool may resume a yielding task on the same thread.
            while EventLoop.current != nil { await Task.yield() }
            return try result.get()
        }
    }

    /// The actor of a loop. A call to its method enqueues the task as a job of the loop's executor, without a
    /// continuation or an allocation.
    @usableFromInline
    actor LoopActor {
        @usableFromInline nonisolated let executor: LoopExecutor
        private var hops = 0

        init(executor: LoopExecutor) {
            self.executor = executor
        }

        @inlinable @inline(__always)
        nonisolated var unownedExecutor: UnownedSerialExecutor { UnownedSerialExecutor(ordinary: executor) }

        func start(_ operation: @escaping @Sendable @concurrent () async -> Void) -> Task<Void, Never> {
            Task {
                hop()
                await operation()
            }
        }

        /// Counts its calls. Without an effect, the compiler would remove the call, and the hop with it.
        @inline(never) @usableFromInline
        func hop() {
            hops &+= 1
        }
    }

    extension LoopExecutor: SerialExecutor {
        /// The runtime's value for the generic executor (`_getGenericSerialExecutor`), which is zero by definition.
        private static let generic = unsafeBitCast((UInt(0), UInt(0)), to: UnownedSerialExecutor.self)

        func run(_ job: UnownedJob) {
            job.runSynchronously(on: Self.generic)
        }

        /// Called by `assumeIsolated`.
        @usableFromInline
        func checkIsolated() {
            precondition(isCurrent, "not on the loop's thread")
        }
    }
#endif
