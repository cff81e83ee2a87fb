import CLinux
import Glibc

/// Runs blocking calls on threads of their own, so that no event loop waits for them.
package enum BackgroundThread {
    /// Runs `body` on a new thread, or on the calling thread if the system can't start one.
    package static func run(_ body: @escaping @Sendable () -> Void) {
        do {
            try SystemThread.startDetached(body)
        } catch {
            body()
        }
    }

    /// Runs `body` on a new thread and returns its result.
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            run { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Suspends the calling thread.
    package static func sleep(milliseconds: Int) {
        usleep(UInt32(milliseconds) * 1000)
    }
}
