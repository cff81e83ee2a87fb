/// The time that a loop may lose by letting others run before a turn.
///
/// It pays if they are the clients and servers that cause the loop's events. If they are other loops, or have nothing to
/// do with this server, gathering pauses.
struct GatheringBudget {
    /// The time in nanoseconds that a gathered event is worth. Redis and a client take about half of it.
    static let worth = 30_000
    /// The most nanoseconds that may be lost before a pause.
    static let most = 4_000_000
    /// The length of a pause in nanoseconds.
    static let pause: UInt64 = 250_000_000

    private var left = most
    private var end: UInt64 = 0

    /// - Parameter now: monotonic nanoseconds.
    func allows(at now: UInt64) -> Bool { now >= end }

    /// Counts the time that others have run.
    ///
    /// - Parameters:
    ///   - nanoseconds: that time.
    ///   - events: the number of events gathered.
    ///   - now: monotonic nanoseconds.
    mutating func count(_ nanoseconds: UInt64, events: Int, at now: UInt64) {
        left = min(left + events * Self.worth - Int(clamping: nanoseconds), Self.most)
        guard left < 0 else { return }
        left = Self.most
        end = now &+ Self.pause
    }
}
