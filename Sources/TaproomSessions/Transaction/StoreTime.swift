import TaproomNet

/// The time that one request has waited for its store. All operations of a request share one time-out.
struct StoreTime {
    /// Milliseconds waited so far.
    private(set) var spent = 0
    /// Milliseconds up to which no deadline is set, because the store's own time-out is sufficient.
    private static let negligible = 20
    /// The least milliseconds for an operation. On a machine that is short of processors, time passes that the store
    /// has not used.
    private static let least = 100

    /// The current time, to be passed to `add` later.
    static var now: Int { EventLoop.currentWallMilliseconds }

    /// Adds the time that has passed since a start.
    mutating func add(since start: Int) {
        spent += max(0, Self.now - start)
    }

    /// Returns the deadline in monotonic nanoseconds; nil if the store's own time-out is sufficient.
    ///
    /// - Parameter timeout: the store's time-out in milliseconds; nil if it has none.
    func deadline(_ timeout: Int?) -> UInt64? {
        guard spent > Self.negligible, let timeout else { return nil }
        return Clock.monotonic() + UInt64(max(Self.least, timeout - spent)) * 1_000_000
    }
}

/// The deadline for the store's current operation.
package enum StoreDeadline {
    /// Monotonic nanoseconds; nil if the store's own time-out is sufficient.
    @TaskLocal package static var current: UInt64?
}
