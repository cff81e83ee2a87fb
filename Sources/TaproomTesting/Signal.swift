import Synchronization

/// An event that happens once, and for which one task waits.
final class Signal: Sendable {
    enum Outcome: Sendable {
        case arrived
        case timedOut
        case cancelled
    }

    private enum State {
        case pending
        case waiting(CheckedContinuation<Outcome, Never>)
        case over(Outcome)
    }

    private let state = Mutex(State.pending)

    /// Marks that the event has happened.
    func send() {
        end(.arrived)
    }

    /// Waits until the event happens, the deadline passes or the task is cancelled.
    ///
    /// - Parameter deadline: nil for no deadline.
    func wait(until deadline: ContinuousClock.Instant?) async -> Outcome {
        let timer = deadline.map { deadline in
            Task {
                try await Task.sleep(until: deadline, clock: .continuous)
                end(.timedOut)
            }
        }
        defer { timer?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome: Outcome? = state.withLock { state in
                    if case .over(let outcome) = state { return outcome }
                    state = .waiting(continuation)
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            end(.cancelled)
        }
    }

    private func end(_ outcome: Outcome) {
        let waiting: CheckedContinuation<Outcome, Never>? = state.withLock { state in
            switch state {
            case .pending:
                state = .over(outcome)
                return nil
            case .waiting(let continuation):
                state = .over(outcome)
                return continuation
            case .over: return nil
            }
        }
        waiting?.resume(returning: outcome)
    }
}
