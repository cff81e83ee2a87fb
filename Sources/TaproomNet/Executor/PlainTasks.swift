#if PLAIN_EXECUTOR
    // Tasks prefer the loop's executor and wait by continuations: slower than ActorTasks.swift, and nothing but what the
    // language documents. See README.md.

    /// One task's wait for an event of its loop; at most one at a time.
    public final class Suspension {
        var continuation: CheckedContinuation<Void, Never>?

        /// A wait that has not begun.
        public init() {}
    }

    extension EventLoop {
        /// Suspends the task until `resume`. Only on the loop's thread, in code that belongs to no actor.
        public func suspend(_ suspension: Suspension) async {
            await withCheckedContinuation { suspension.continuation = $0 }
        }

        /// Lets the task that is suspended there, if any, go on in this turn. Only on the loop's thread.
        public func resume(_ suspension: Suspension) {
            guard let continuation = suspension.continuation else { return }
            suspension.continuation = nil
            continuation.resume()
        }

        /// Starts a task that runs `operation` on the loop's thread. Only from there.
        @discardableResult
        public func start(_ operation: @escaping @Sendable @concurrent () async -> Void) -> Task<Void, Never> {
            Task(executorPreference: executor) { await operation() }
        }

        /// Brings one of the loop's own tasks back to the loop's thread. The task's preference does so already.
        public func enter() async {}

        /// Runs `body` on the loop's thread, from anywhere. The caller goes on where it was, not on the loop.
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
