import TaproomNet

/// How long one request has waited for its store: all that it asks has one time-out together, and not one each.
struct StoreTime {
    /// Milliseconds that the store has taken so far.
    private(set) var spent = 0
    /// Milliseconds that are not worth a limit: the store's own time-out will do.
    private static let negligible = 20
    /// Milliseconds that are left in any case: on a machine that is short of processors time passes without the store.
    private static let least = 100

    /// When something begins to be asked.
    static var now: Int { EventLoop.currentWallMilliseconds }

    /// Counts what has been asked since.
    mutating func add(since start: Int) {
        spent += max(0, Self.now - start)
    }

    /// Monotonic nanoseconds at which the time is up; nil where the store's own time-out will do.
    ///
    /// - Parameter timeout: of the store, in milliseconds; nil where it has none.
    func deadline(_ timeout: Int?) -> UInt64? {
        guard spent > Self.negligible, let timeout else { return nil }
        return Clock.monotonic() + UInt64(max(Self.least, timeout - spent)) * 1_000_000
    }
}

/// Until when a store should have answered what a request asks now.
package enum StoreDeadline {
    /// Monotonic nanoseconds; nil where the store's own time-out will do.
    @TaskLocal package static var current: UInt64?
}
