import Synchronization

/// Numbers starting at 1, each returned once.
final class Ticket: Sendable {
    private let last = Mutex(0)

    /// The number of numbers returned so far.
    var taken: Int { last.withLock { $0 } }

    func take() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

/// A wall clock in milliseconds since 1970 that a test advances.
final class TestClock: Sendable {
    static let start = 1_800_000_000_000
    private let time = Mutex(start)

    var now: Int { time.withLock { $0 } }

    func advance(milliseconds: Int) {
        time.withLock { $0 += milliseconds }
    }
}
