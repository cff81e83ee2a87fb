import Synchronization

/// Numbers from 1 on, each given out once.
final class Ticket: Sendable {
    private let last = Mutex(0)

    /// How many were given out.
    var taken: Int { last.withLock { $0 } }

    func take() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

/// A time of day that a test moves, in milliseconds since 1970.
final class TestClock: Sendable {
    static let start = 1_800_000_000_000
    private let time = Mutex(start)

    var now: Int { time.withLock { $0 } }

    func advance(milliseconds: Int) {
        time.withLock { $0 += milliseconds }
    }
}
