import Synchronization
import TaproomNet

/// Whether a store can serve sessions, for health probes: it is asked once in each interval, however many probes there are.
///
///     let readiness = StoreReadiness(store)
///     app.get("/readyz") { _ in
///         try await readiness.check()
///         return "ok"
///     }
public final class StoreReadiness: Sendable {
    private struct State {
        var answer: Result<Void, any Error>?
        /// Monotonic nanoseconds.
        var time: UInt64 = 0
        var isAsking = false
    }

    private let store: any SessionStore
    private let interval: UInt64
    private let now: @Sendable () -> UInt64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - store: the store to ask.
    ///   - interval: for how long an answer holds.
    public convenience init(_ store: any SessionStore, interval: Duration = .seconds(1)) {
        self.init(store, interval: interval) { Clock.monotonic() }
    }

    init(_ store: any SessionStore, interval: Duration, now: @escaping @Sendable () -> UInt64) {
        self.store = store
        self.interval = interval.nanoseconds
        self.now = now
    }

    /// - Throws: what `SessionStore.check` threw when it was last asked.
    public func check() async throws {
        let time = now()
        let known = state.withLock { state -> Result<Void, any Error>? in
            if let answer = state.answer, state.isAsking || time &- state.time < interval { return answer }
            state.isAsking = true
            return nil
        }
        if let known { return try known.get() }
        let answer: Result<Void, any Error>
        do {
            answer = .success(try await store.check())
        } catch {
            answer = .failure(error)
        }
        state.withLock { $0 = State(answer: answer, time: time) }
        try answer.get()
    }
}
