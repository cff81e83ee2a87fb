import Dispatch
import Synchronization

/// A gate at which handlers wait, either suspended or blocking their thread. The suite's time limit ends a wait in
/// vain.
public final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        /// Counts an arrival, and returns the observers that waited for it.
        mutating func arrive() -> [CheckedContinuation<Void, Never>] {
            arrived += 1
            let due = observers.filter { $0.count <= arrived }.map(\.continuation)
            observers.removeAll { $0.count <= arrived }
            return due
        }
    }

    private let state = Mutex(State())
    private let blocking = DispatchSemaphore(value: 0)

    public var isOpen: Bool { state.withLock { $0.isOpen } }

    /// The number of waits so far.
    public var arrived: Int { state.withLock { $0.arrived } }

    public init() {}

    /// Opens the gate for all current and future waits.
    public func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
        blocking.signal()
    }

    /// Suspends until the gate is open.
    public func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, due) = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return (state.isOpen, state.arrive())
            }
            if isOpen { continuation.resume() }
            for observer in due { observer.resume() }
        }
    }

    /// Blocks the thread until the gate is open.
    public func block() {
        for observer in state.withLock({ $0.arrive() }) { observer.resume() }
        guard !isOpen else { return }
        blocking.wait()
        // The next thread may pass, too.
        blocking.signal()
    }

    /// Suspends until there have been `count` waits.
    public func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                guard state.arrived < count else { return true }
                state.observers.append((count, continuation))
                return false
            }
            if isDue { continuation.resume() }
        }
    }
}

/// Suspends until the task is cancelled, like a handler that waits for an event that never happens.
///
/// - Throws: `CancellationError`.
public func untilCancelled() async throws {
    let (events, source) = AsyncStream<Never>.makeStream()
    for await _ in events {}
    withExtendedLifetime(source) {}
    try Task.checkCancellation()
}
