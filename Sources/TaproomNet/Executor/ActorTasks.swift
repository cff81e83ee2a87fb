#if !PLAIN_EXECUTOR
    // Tasks come to the loop by a call of an actor whose executor is the loop's. See README.md.

    /// One task's wait for an event of its loop; at most one at a time.
    public final class Suspension {
        /// The rest of the task while it is suspended.
        @usableFromInline var job: UnownedJob?

        /// A wait that has not begun.
        public init() {}
    }

    extension EventLoop {
        /// Suspends the task until `resume`. Only on the loop's thread, in code that belongs to no actor.
        @inlinable @inline(__always)
        public func suspend(_ suspension: Suspension) async {
            executor.suspending = Unmanaged.passUnretained(suspension)
            await actor.hop()
        }

        /// Lets the task that is suspended there, if any, go on in this turn. Only on the loop's thread.
        @inlinable @inline(__always)
        public func resume(_ suspension: Suspension) {
            guard let job = suspension.job else { return }
            suspension.job = nil
            executor.append(job)
        }

        /// Starts a task that runs `operation` on the loop's thread. Only from there.
        @discardableResult
        public func start(_ operation: @escaping @Sendable @concurrent () async -> Void) -> Task<Void, Never> {
            actor.assumeIsolated { $0.start(operation) }
        }

        /// Brings one of the loop's own tasks back to the loop's thread, which other code may have left: after a sleep, or
        /// after the call of an actor, a task goes on wherever the pool has a thread.
        ///
        /// For code that belongs to no actor; an actor's code is back on its actor at once.
        @inlinable @inline(__always)
        public func enter() async {
            if !isCurrent { await actor.hop() }
        }

        /// Runs `body` on the loop's thread, from anywhere. The caller goes on where it was, not on the loop.
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
            // A yield that the pool serves at once may leave the task where it is.
            while EventLoop.current != nil { await Task.yield() }
            return try result.get()
        }
    }

    /// The actor of a loop. The call of its method from elsewhere enqueues the task as a job of the loop's executor, without
    /// a continuation or an allocation.
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

        /// Counts its calls: the compiler would remove a method without effect, and the hop with it.
        @inline(never) @usableFromInline
        func hop() {
            hops &+= 1
        }
    }

    extension LoopExecutor: SerialExecutor {
        /// What the runtime takes for "any thread of the pool" (`_getGenericSerialExecutor`): zero by definition.
        private static let generic = unsafeBitCast((UInt(0), UInt(0)), to: UnownedSerialExecutor.self)

        func run(_ job: UnownedJob) {
            job.runSynchronously(on: Self.generic)
        }

        /// For `assumeIsolated`, which asks the executor.
        @usableFromInline
        func checkIsolated() {
            precondition(isCurrent, "not on the loop's thread")
        }
    }
#endif
