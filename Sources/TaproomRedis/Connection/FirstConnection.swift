import Synchronization
import TaproomNet

/// What waits for a client's first connection, whichever loop makes it.
final class FirstConnection: Sendable {
    private let waiting = Mutex<[@Sendable (EventLoop) -> Void]>([])

    /// Calls `body` once, on the thread of the loop that has connected.
    func whenMade(_ body: @escaping @Sendable (EventLoop) -> Void) {
        waiting.withLock { $0.append(body) }
    }

    /// A connection stands. Called on its loop's thread.
    func made(on loop: EventLoop) {
        let bodies = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for body in bodies { body(loop) }
    }
}
