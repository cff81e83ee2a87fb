import Logging
import Synchronization
import TaproomNet

/// Logs failures of a store at most once per second, so that there is not a line for each request.
final class RateLimitFailureLog: Sendable {
    /// The time of the last line in monotonic nanoseconds; 0 for none.
    private let last = Atomic<UInt64>(0)
    private let unlogged = Atomic<Int>(0)

    func note(_ error: any Error, to logger: Logger) {
        unlogged.add(1, ordering: .relaxed)
        let now = Clock.monotonic()
        let last = last.load(ordering: .relaxed)
        guard last == 0 || now &- last >= 1_000_000_000,
            self.last.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
        else { return }
        let count = unlogged.exchange(0, ordering: .relaxed)
        logger.error(
            "the store of the rate limit failed", metadata: ["error": "\(error)", "requests": "\(count)"])
    }
}
