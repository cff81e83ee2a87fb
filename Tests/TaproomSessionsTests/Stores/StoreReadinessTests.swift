import Synchronization
import Testing

@testable import TaproomSessions

/// The result of a store's health check.
@Suite struct StoreReadinessTests {
    private struct Full: Error {}

    private final class ProbedStore: SessionStore {
        let checks = Mutex(0)
        let isFull = Mutex(false)

        func check() async throws {
            checks.withLock { $0 += 1 }
            if isFull.withLock({ $0 }) { throw Full() }
        }
        func get(_ id: String) async throws -> [UInt8]? { nil }
        func set(_ id: String, _ record: SessionRecord) async throws {}
        func touch(_ id: String, _ record: SessionRecord) async throws -> Bool { false }
        func destroy(_ id: String) async throws {}
        func ids(from cursor: String?) async throws -> (ids: [String], next: String?) { ([], nil) }
    }

    @Test func aStoreIsAskedOnceInAnInterval() async throws {
        let time = Mutex<UInt64>(0)
        let store = ProbedStore()
        let readiness = StoreReadiness(store, interval: .seconds(1)) { time.withLock { $0 } }
        for _ in 0..<10 { try await readiness.check() }
        #expect(store.checks.withLock { $0 } == 1)
        store.isFull.withLock { $0 = true }
        time.withLock { $0 = 999_999_999 }
        try await readiness.check()
        #expect(store.checks.withLock { $0 } == 1)
        time.withLock { $0 = 1_000_000_000 }
        for _ in 0..<10 { await #expect(throws: Full.self) { try await readiness.check() } }
        #expect(store.checks.withLock { $0 } == 2)
        store.isFull.withLock { $0 = false }
        time.withLock { $0 = 2_000_000_000 }
        try await readiness.check()
        #expect(store.checks.withLock { $0 } == 3)
    }
}
