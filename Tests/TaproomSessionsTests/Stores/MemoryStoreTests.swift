import Synchronization
import TaproomSessions
import Testing

/// The store of one process: bounded, and correct about time.
@Suite struct MemoryStoreTests {
    private func record(_ text: String, life: Int?, now: Int) -> SessionRecord {
        SessionRecord(json: Array(text.utf8), expires: life.map { now + $0 }, now: now)
    }

    @Test func sessionsEndInTime() async throws {
        let now = Atomic<Int>(1_000_000)
        let store = MemoryStore { now.load(ordering: .relaxed) }
        try await store.set("a", record("{}", life: 1000, now: 1_000_000))
        try await store.set("b", record("{}", life: nil, now: 1_000_000))
        try await store.set("ended", record("{}", life: 0, now: 1_000_000))
        #expect(try await store.ids().sorted() == ["a", "b"])
        now.store(1_000_999, ordering: .relaxed)
        #expect(try await store.get("a") != nil)
        #expect(try await store.touch("a", record("", life: 1000, now: 1_000_999)))
        now.store(1_001_999, ordering: .relaxed)
        #expect(try await store.get("a") == nil)
        #expect(try await store.touch("a", record("", life: 1000, now: 1_001_999)) == false)
        #expect(try await store.count() == 1)
        try await store.clear()
        #expect(try await store.all().isEmpty)
    }

    @Test func theOneThatWouldEndFirstMakesRoom() async throws {
        let store = MemoryStore(limit: 32) { 0 }
        for number in 0..<200 { try await store.set("\(number)", record("{}", life: 1000 + number, now: 0)) }
        #expect(try await store.count() <= 32)
        #expect(try await store.get("199") != nil)
        #expect(try await store.get("0") == nil)
    }

    @Test func sessionsStoredAnewKeepTheLimitToo() async throws {
        let store = MemoryStore(limit: 32) { 0 }
        let json = Array("{}".utf8)
        for number in 0..<200 {
            let change = SessionChange(
                base: json, record: record("{}", life: 1000 + number, now: 0), edits: [], editsCookie: false, cookie: []
            )
            #expect(try await store.recreate("\(number)", change) == .stored)
        }
        #expect(try await store.count() <= 32)
        #expect(try await store.get("199") != nil)
    }

    @Test func updatesAreBroughtTogether() async throws {
        let store = MemoryStore { 0 }
        try await store.set("a", record(#"{"cookie":{},"n":1}"#, life: nil, now: 0))
        let change = SessionChange(
            base: Array(#"{"cookie":{},"n":0}"#.utf8), record: record(#"{"cookie":{},"n":5}"#, life: nil, now: 0),
            edits: [.increment("n", by: 5), .append("l", Array("\"x\"".utf8)), .set("s", Array("true".utf8))],
            editsCookie: false, cookie: [])
        let merged = Array(#"{"cookie":{},"n":6,"l":["x"],"s":true}"#.utf8)
        #expect(try await store.update("a", change) == .merged(merged))
        #expect(try await store.get("a") == merged)
        #expect(try await store.update("gone", change) == .gone)
    }

    @Test func aMergeLeavesASessionItsLongerLife() async throws {
        let base = Array(#"{"cookie":{},"n":0}"#.utf8)
        for editsCookie in [false, true] {
            let store = MemoryStore { 0 }
            try await store.set("a", record(#"{"cookie":{},"n":1}"#, life: 60_000, now: 0))
            let change = SessionChange(
                base: base, record: record(#"{"cookie":{},"n":1}"#, life: 20_000, now: 0),
                edits: [.increment("n", by: 1)], editsCookie: editsCookie, cookie: Array("{}".utf8))
            #expect(try await store.update("a", change) == .merged(Array(#"{"cookie":{},"n":2}"#.utf8)))
            // A time to live that the application has set stays.
            #expect(try await store.timeToLive("a") == (editsCookie ? 20_000 : 60_000))
        }
    }

    @Test func whatHasEndedIsNotTouchedBackToLife() async throws {
        let now = Atomic<Int>(0)
        let store = MemoryStore { now.load(ordering: .relaxed) }
        try await store.set("a", record("{}", life: 1000, now: 0))
        now.store(1000, ordering: .relaxed)
        #expect(try await store.touch("a", record("", life: 1000, now: 1000)) == false)
        #expect(try await store.get("a") == nil)
    }

    /// A request that was under way finds that its session has ended, not that it has expired.
    @Test(arguments: [true, false]) func whatWasEndedIsNotStoredAnew(_ byClear: Bool) async throws {
        let store = MemoryStore { 0 }
        let json = #"{"cookie":{}}"#
        try await store.set("a", record(json, life: 1000, now: 0))
        if byClear { try await store.clear() } else { try await store.destroy("a") }
        let change = SessionChange(
            base: Array(json.utf8), record: record(json, life: 1000, now: 0), edits: [], editsCookie: false, cookie: [])
        #expect(try await store.recreate("a", change) == .gone)
        #expect(try await store.get("a") == nil)
        #expect(try await store.recreate("b", change) == .stored)
    }

    @Test func idsAndUsersAreTheirCodePoints() async throws {
        let store = MemoryStore { 0 }
        try await store.set("\u{e9}", record(#"{"cookie":{},"_user":{"id":"\u00e9"}}"#, life: nil, now: 0))
        try await store.set("e\u{301}", record(#"{"cookie":{},"_user":{"id":"e\u0301"}}"#, life: nil, now: 0))
        #expect(try await store.count() == 2)
        #expect(try await store.get("e\u{301}") != store.get("\u{e9}"))
        for id in ["\u{e9}", "e\u{301}"] {
            for user in ["\u{e9}", "e\u{301}"] {
                try await store.addSession(id, user: user, record("{}", life: nil, now: 0))
            }
        }
        let sessions = UserSessions(store)
        #expect(try await sessions.list(user: "\u{e9}").map { Array($0.id.utf8) } == [Array("\u{e9}".utf8)])
        #expect(try await sessions.endAll(user: "e\u{301}", except: "\u{e9}") == 1)
        #expect(try await store.get("\u{e9}") != nil)
        #expect(try await store.get("e\u{301}") == nil)
    }
}
