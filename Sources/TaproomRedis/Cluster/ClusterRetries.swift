/// Limits how often and when a command is sent again that a cluster did not run. Does no I/O and reads no clock.
struct ClusterRetries {
    /// Nanoseconds before the next attempt.
    private var pause: UInt64 = 10_000_000
    private var redirects = 0

    private static let longestPause: UInt64 = 100_000_000
    /// The most redirects. Nodes that redirect a command to one another without end disagree.
    private static let redirectLimit = 16

    /// Returns whether the command may follow another redirect immediately.
    mutating func mayFollow() -> Bool {
        redirects += 1
        return redirects <= Self.redirectLimit
    }

    /// Returns the time of the next attempt in monotonic nanoseconds; nil if it would be after the deadline.
    mutating func next(now: UInt64, deadline: UInt64) -> UInt64? {
        defer { pause = min(2 * pause, Self.longestPause) }
        return now &+ pause < deadline ? now &+ pause : nil
    }
}
