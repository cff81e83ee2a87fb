/// The pauses between attempts to connect: short at first, and twice as long each time up to half a second.
struct BackOff {
    private static let first: UInt64 = 10_000_000
    private static let longest: UInt64 = 500_000_000

    /// Nanoseconds before the next attempt.
    private var pause = first

    /// The pause after an attempt that failed, or a connection that was lost.
    ///
    /// - Parameter stood: for how many nanoseconds the connection stood; nil where there was none. One that ends as soon as
    ///   it stands is no reason to hurry.
    mutating func next(afterConnectionThatStood stood: UInt64?) -> UInt64 {
        if let stood, stood > Self.longest { pause = Self.first }
        defer { pause = min(pause * 2, Self.longest) }
        return pause
    }
}
