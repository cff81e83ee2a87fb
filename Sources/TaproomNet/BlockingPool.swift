import Synchronization

/// A pool of threads for blocking calls. A thread starts if a call arrives and there are fewer threads than the limit.
/// It runs calls while there are any, then ends.
package final class BlockingPool: Sendable {
    private struct State {
        var threads = 0
        var waiting: [@Sendable () -> Void] = []
        /// The index of the first waiting call. Earlier ones have been taken.
        var next = 0

        mutating func take() -> (@Sendable () -> Void)? {
            guard next < waiting.count else {
                waiting.removeAll()
                next = 0
                return nil
            }
            defer { next += 1 }
            return waiting[next]
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the most threads. Further calls wait.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Runs `body` on one of the threads and returns its result.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            add { continuation.resume(with: Result { try body() }) }
        }
    }

    private func add(_ call: @escaping @Sendable () -> Void) {
        let starts = state.withLock { state in
            state.waiting.append(call)
            guard state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        if starts { BackgroundThread.run { [self] in work() } }
    }

    private func work() {
        while let call = next() { call() }
    }

    /// Returns the next call; nil to end the thread.
    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            let call = state.take()
            if call == nil { state.threads -= 1 }
            return call
        }
    }
}
