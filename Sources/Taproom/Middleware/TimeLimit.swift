import Synchronization
import TaproomHTTP

/// The time that a part of the chain has, as errors of the handler are answered by it.
final class TimeLimit: Sendable {
    let error: HTTPError
    private let passed = Atomic(false)
    private let answered = Atomic(false)

    /// - Parameter error: what the client is told when the time is over.
    init(error: HTTPError) {
        self.error = error
    }

    /// Whether the time is over. May be asked on any thread.
    var hasPassed: Bool { passed.load(ordering: .acquiring) }

    /// Whether the error has become a response.
    var isAnswered: Bool { answered.load(ordering: .relaxed) }

    /// Ends the time.
    func pass() {
        passed.store(true, ordering: .releasing)
    }

    /// The error in place of what a cancelled handler threw; nil while there is time.
    func replacement() -> HTTPError? {
        guard hasPassed else { return nil }
        answered.store(true, ordering: .relaxed)
        return error
    }
}
