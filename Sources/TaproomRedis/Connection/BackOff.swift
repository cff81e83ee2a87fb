/// The pauses between attempts to connect: 10 milliseconds at first, and twice as long each time, up to half a second.
struct BackOff {
    private static let first: UInt64 = 10_000_000
    private static let longest: UInt64 = 500_000_000

    /// Nanoseconds before the next attempt.
    private var pause = first

    /// Returns the pause after a failed attempt or a lost connection, in nanoseconds.
    ///
    /// - Parameter stood: how long the connection was ready, in nanoseconds; nil if there was none. The pauses start
    ///   from the shortest one again only if the connection was ready for longer than the longest pause.
    mutating func next(afterConnectionThatStood stood: UInt64?) -> UInt64 {
        if let stood, stood > Self.longest { pause = Self.first }
        defer { pause = min(pause * 2, Self.longest) }
        return pause
    }
}
