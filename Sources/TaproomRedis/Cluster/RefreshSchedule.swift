/// Decides when to request the topology: immediately if the last request began at least a second ago, otherwise a
/// second after its beginning, no matter how many callers want it. Does no I/O and reads no clock: times are passed in
/// monotonic nanoseconds.
struct RefreshSchedule {
    static let interval: UInt64 = 1_000_000_000

    private(set) var isRunning = false
    private var lastStart: UInt64?
    private var isWanted = false

    /// What the caller has to do.
    enum Step: Equatable {
        case start
        case wait(until: UInt64)
        case nothing
    }

    /// Notes that the topology is wanted, or that a wait is over.
    mutating func want(now: UInt64) -> Step {
        isWanted = true
        return step(now: now)
    }

    /// Notes that the request which `start` began has ended.
    mutating func ended(now: UInt64) -> Step {
        isRunning = false
        return step(now: now)
    }

    private mutating func step(now: UInt64) -> Step {
        guard isWanted, !isRunning else { return .nothing }
        if let lastStart, now &- lastStart < Self.interval { return .wait(until: lastStart &+ Self.interval) }
        isRunning = true
        isWanted = false
        lastStart = now
        return .start
    }
}
