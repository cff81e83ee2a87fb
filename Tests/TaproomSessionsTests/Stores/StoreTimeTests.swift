import Synchronization
import Taproom
import TaproomNet
import TaproomTesting
import Testing

@testable import TaproomSessions

/// All commands of a request to its store share one time-out.
@Suite struct StoreTimeTests {
    /// A store that delays each reply, and records the deadlines.
    private final class SlowStore: SessionStore {
        private let store = MemoryStore()
        private let seen = Mutex<[Bool]>([])
        let timeout: Duration?
        let pause: Duration

        /// Whether reads are not delayed.
        let readsAtOnce: Bool

        init(timeout: Duration?, pause: Duration, readsAtOnce: Bool = false) {
            self.timeout = timeout
            self.pause = pause
            self.readsAtOnce = readsAtOnce
        }

        /// Whether each command had a deadline.
        var limited: [Bool] { seen.withLock { $0 } }

        private func take(_ pause: Duration) async throws {
            let start = Clock.monotonic()
            let deadline = StoreDeadline.current
            seen.withLock { $0.append(deadline != nil) }
            if let deadline, let timeout { #expect(deadline < start + timeout.nanoseconds - pause.nanoseconds / 2) }
            // The product measures the time that a store takes, so this is a real delay.
            if pause > .zero { try await Task.sleep(for: pause) }
        }

        func get(_ id: String) async throws -> [UInt8]? {
            try await take(readsAtOnce ? .zero : pause)
            return try await store.get(id)
        }
        func set(_ id: String, _ record: SessionRecord) async throws {
            try await take(pause)
            try await store.set(id, record)
        }
        func touch(_ id: String, _ record: SessionRecord) async throws -> Bool {
            try await take(pause)
            return try await store.touch(id, record)
        }
        func destroy(_ id: String) async throws {
            try await take(pause)
            try await store.destroy(id)
        }
        func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
            try await take(pause)
            return try await store.update(id, change)
        }
        func ids(from cursor: String?) async throws -> (ids: [String], next: String?) { ([], nil) }
    }

    private func visit(_ store: SlowStore, saves: Int = 1) async throws -> Int {
        let app = Application()
        app.use(
            try Sessions(
                store: store, secrets: ["keyboard cat"], cookie: CookieOptions(secure: .off, maxAge: .seconds(60))))
        app.post("/pour") { request in
            for _ in 0..<saves {
                try request.session.increment("views")
                try await request.session.save()
            }
            return "ok"
        }
        return try await app.test(.inProcess) { client in
            let first = try await client.post("/pour")
            let cookie = first["Set-Cookie"].map { String($0.prefix { $0 != ";" }) } ?? ""
            return try await client.post("/pour", headers: [("Cookie", cookie)]).status.code
        }
    }

    @Test func whatTheStoreHasTakenIsMissingAfterwards() async throws {
        let store = SlowStore(timeout: .seconds(60), pause: .milliseconds(60))
        #expect(try await visit(store) == 200)
        // The commands are a new session's save, then a load and the save after it.
        #expect(store.limited.prefix(3) == [false, false, true])
    }

    @Test func whatASaveHasTakenIsMissingAfterwards() async throws {
        let store = SlowStore(timeout: .seconds(60), pause: .milliseconds(60), readsAtOnce: true)
        #expect(try await visit(store, saves: 2) == 200)
        // The commands are a new session's two saves, then a load and two saves.
        #expect(store.limited.prefix(5) == [false, true, false, false, true])
    }

    @Test func aStoreWithoutATimeoutHasNone() async throws {
        let store = SlowStore(timeout: nil, pause: .milliseconds(60))
        #expect(try await visit(store) == 200)
        #expect(!store.limited.contains(true))
    }

    @Test func someTimeIsAlwaysLeft() throws {
        var time = StoreTime()
        #expect(time.deadline(1000) == nil)
        time.add(since: StoreTime.now - 5000)
        let start = Clock.monotonic()
        let deadline = try #require(time.deadline(1000))
        #expect(deadline >= start + 100_000_000)
    }
}
