import Synchronization
import TaproomNet

/// The closures that wait for a client's first connection, on any event loop.
final class FirstConnection: Sendable {
    private let waiting = Mutex<[@Sendable (EventLoop) -> Void]>([])

    /// Calls `body` once, on the thread of the first loop that has a connection.
    func whenMade(_ body: @escaping @Sendable (EventLoop) -> Void) {
        waiting.withLock { $0.append(body) }
    }

    /// Called on a loop's thread when a connection is ready.
    func made(on loop: EventLoop) {
        let bodies = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for body in bodies { body(loop) }
    }
}
