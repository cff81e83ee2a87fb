#if PLAIN_EXECUTOR
    // Tasks prefer the loop's executor and suspend with continuations. This uses only documented features of the
    // language. See README.md.

    /// A task's wait for an event of its loop. A task has at most one wait at a time.
    public final class Suspension {
        var continuation: CheckedContinuation<Void, Never>?

        /// Makes a suspension that no task uses yet.
        public init() {}
    }

    extension EventLoop {
        /// Suspends the task until `resume`. Call it on the loop's thread, in code that belongs to no actor.
        public func suspend(_ suspension: Suspension) async {
            await withCheckedContinuation { suspension.continuation = $0 }
        }

        /// Resumes the suspended task, if there is one, in this turn. Call it on the loop's thread.
        public func resume(_ suspension: Suspension) {
            guard let continuation = suspension.continuation else { return }
            suspension.continuation = nil
            continuation.resume()
        }

        /// Starts a task that runs `operation` on the loop's thread. Call it on that thread.
        @discardableResult
        public func start(_ operation: @escaping @Sendable @concurrent () async -> Void) -> Task<Void, Never> {
            Task(executorPreference: executor) { await operation() }
        }

        /// Does nothing, because the task's executor preference has returned it to the loop's thread.
        public func enter() async {}

        /// Runs `body` on the loop's thread. It may be called on any thread, and the caller continues where it was.
        @concurrent
        public func run<Value: Sendable, Failure: Error>(
            _ body: @concurrent () async throws(Failure) -> Value
        ) async throws(Failure) -> Value {
            let result: Result<Value, Failure> = await withTaskExecutorPreference(executor) {
                do throws(Failure) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        }
    }

    extension LoopExecutor: TaskExecutor {
        func run(_ job: UnownedJob) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
#endif
