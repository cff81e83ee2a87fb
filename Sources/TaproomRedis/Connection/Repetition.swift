import TaproomNet

/// Decides whether commands that may run twice are sent again after an error, and waits until they may. Used on the
/// loop's thread only.
struct Repetition {
    private let timeout: UInt64
    private let loop: EventLoop
    private let limit: UInt64?
    /// The deadline for attempts after `RedisError.unreachable`; nil if there is none: without a cluster, commands have
    /// waited for the connection already.
    private let connecting: UInt64?
    private var deadline: UInt64?
    private var retries = ClusterRetries()
    /// The first error that leaves open whether a command has run, or else the last one; nil for none.
    private(set) var gravest: RedisError?

    /// - Parameters:
    ///   - timeout: the nanoseconds from the first failure in which the commands are sent again.
    ///   - isRouted: whether another server may be found for a command that has not been sent.
    ///   - limit: monotonic nanoseconds after which nothing is sent again; nil for none.
    init(timeout: UInt64, loop: EventLoop, isRouted: Bool = false, limit: UInt64? = nil) {
        self.timeout = timeout
        self.loop = loop
        self.limit = limit
        connecting = isRouted ? loop.now &+ timeout : nil
    }

    /// Returns whether the commands may be sent again now, after a pause.
    mutating func mayGoOn(after error: RedisError) async -> Bool {
        if gravest?.leavesOutcomeOpen != true { gravest = error }
        switch error {
        case .timedOut, .connectionLost, .reply: deadline = deadline ?? loop.now &+ timeout
        case .unreachable: deadline = deadline ?? connecting
        default: return false
        }
        guard let end = deadline,
            let time = retries.next(now: loop.now, deadline: min(end, limit ?? .max))
        else { return false }
        await loop.pause(until: time)
        return true
    }
}
