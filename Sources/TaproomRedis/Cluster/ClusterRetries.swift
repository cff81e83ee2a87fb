/// How a command goes on that a cluster did not carry out. Pure.
struct ClusterRetries {
    /// Nanoseconds before the next attempt.
    private var pause: UInt64 = 10_000_000
    private var redirects = 0

    private static let longestPause: UInt64 = 100_000_000
    /// Nodes that send a command to one another for ever disagree.
    private static let redirectLimit = 16

    /// Whether the command may follow one more redirect at once.
    mutating func mayFollow() -> Bool {
        redirects += 1
        return redirects <= Self.redirectLimit
    }

    /// When to try again, in monotonic nanoseconds; nil where that is too late.
    mutating func next(now: UInt64, deadline: UInt64) -> UInt64? {
        defer { pause = min(2 * pause, Self.longestPause) }
        return now &+ pause < deadline ? now &+ pause : nil
    }
}
