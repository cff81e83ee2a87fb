import Synchronization
import TaproomNet

/// Checks whether a store can serve sessions, for health probes. The store is asked once per interval, regardless of
/// the number of probes.
///
///     let readiness = StoreReadiness(store)
///     app.get("/readyz") { _ in
///         try await readiness.check()
///         return "ok"
///     }
public final class StoreReadiness: Sendable {
    private struct State {
        var answer: Result<Void, any Error>?
        /// The time of the answer in monotonic nanoseconds.
        var time: UInt64 = 0
        var isAsking = false
    }

    private let store: any SessionStore
    private let interval: UInt64
    private let now: @Sendable () -> UInt64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - store: the store to ask.
    ///   - interval: how long an answer is valid.
    public convenience init(_ store: any SessionStore, interval: Duration = .seconds(1)) {
        self.init(store, interval: interval) { Clock.monotonic() }
    }

    init(_ store: any SessionStore, interval: Duration, now: @escaping @Sendable () -> UInt64) {
        self.store = store
        self.interval = interval.nanoseconds
        self.now = now
    }

    /// - Throws: the error that `SessionStore.check` threw when it was last called.
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
