/// When the topology is asked for again: at once where it was not asked for lately, else a second after the last time,
/// however many want it. Pure: times are handed in, in monotonic nanoseconds.
struct RefreshSchedule {
    static let interval: UInt64 = 1_000_000_000

    private(set) var isRunning = false
    private var lastStart: UInt64?
    private var isWanted = false

    /// What to do.
    enum Step: Equatable {
        case start
        case wait(until: UInt64)
        case nothing
    }

    /// Somebody wants the topology, or a wait is over.
    mutating func want(now: UInt64) -> Step {
        isWanted = true
        return step(now: now)
    }

    /// What was started has ended.
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
