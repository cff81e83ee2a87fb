import CLinux
import Glibc

/// A thread for one call that blocks, so that no event loop has to.
package enum BackgroundThread {
    /// Runs `body` on a thread of its own; on the caller's where the system has no thread to give.
    package static func run(_ body: @escaping @Sendable () -> Void) {
        if (try? SystemThread(body)) == nil { body() }
    }

    /// Runs `body` on a thread of its own and returns what it returns.
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            run { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Lets the calling thread sleep.
    package static func sleep(milliseconds: Int) {
        usleep(UInt32(milliseconds) * 1000)
    }
}
