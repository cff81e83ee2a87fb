import Synchronization
import TaproomHTTP

/// The time limit of a part of the chain. Once the time is over, errors of the handler are answered with the limit's
/// error.
final class TimeLimit: Sendable {
    let error: HTTPError
    private let passed = Atomic(false)
    private let answered = Atomic(false)

    /// - Parameter error: the error that is answered when the time is over.
    init(error: HTTPError) {
        self.error = error
    }

    /// Whether the time is over. Can be read on any thread.
    var hasPassed: Bool { passed.load(ordering: .acquiring) }

    /// Whether the error has been converted to a response.
    var isAnswered: Bool { answered.load(ordering: .relaxed) }

    /// Marks the time as over.
    func pass() {
        passed.store(true, ordering: .releasing)
    }

    /// Returns the error to answer instead of the one that a cancelled handler threw; nil if the time is not over.
    func replacement() -> HTTPError? {
        guard hasPassed else { return nil }
        answered.store(true, ordering: .relaxed)
        return error
    }
}
