import Synchronization
import Taproom
import TaproomSessions
import TaproomTesting
import Testing

/// Changes to a session between its load and the command that removes its messages from the store.
@Suite(.timeLimit(.minutes(2))) struct FlashClaimTests {
    /// A store that runs a closure before the next update.
    private final class Interrupted: SessionStore {
        let store = MemoryStore()
        private let event = Mutex<(@Sendable (MemoryStore, String) async throws -> Void)?>(nil)

        func beforeNextUpdate(_ body: @escaping @Sendable (MemoryStore, String) async throws -> Void) {
            event.withLock { $0 = body }
        }

        func get(_ id: String) async throws -> [UInt8]? { try await store.get(id) }
        func set(_ id: String, _ record: SessionRecord) async throws { try await store.set(id, record) }
        func touch(_ id: String, _ record: SessionRecord) async throws -> Bool { try await store.touch(id, record) }
        func destroy(_ id: String) async throws { try await store.destroy(id) }
        func ids(from cursor: String?) async throws -> (ids: [String], next: String?) {
            try await store.ids(from: cursor)
        }

        func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
            let event = event.withLock { event in
                defer { event = nil }
                return event
            }
            try await event?(store, id)
            return try await store.update(id, change)
        }
    }

    private static func edit(_ store: MemoryStore, _ id: String, _ edit: (String) -> String) async throws {
        let json = String(decoding: try await store.get(id) ?? [], as: UTF8.self)
        try await store.set(id, SessionRecord(json: Array(edit(json).utf8), expires: nil, now: 0))
    }

    @Test func aMessageThatComesBetweenIsShownToo() async throws {
        let store = Interrupted()
        try await FlashFixture.app(store).test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/leave/first")
            store.beforeNextUpdate { store, id in
                try await Self.edit(store, id) { $0.replacing(#"["first"]"#, with: #"["first","second"]"#) }
            }
            #expect(try await visitor.send(.get, "/page").text == "info:first info:second")
            #expect(try await visitor.send(.get, "/page").text == "")
        }
    }

    @Test func anotherFieldThatChangesBetweenIsKept() async throws {
        let store = Interrupted()
        try await FlashFixture.app(store).test(.inProcess) { client async throws in
            for path in ["/page", "/other"] {
                let visitor = Visitor(client)
                try await visitor.send(.post, "/leave/first")
                store.beforeNextUpdate { store, id in
                    try await Self.edit(store, id) { $0.dropLast() + #","views":7}"# }
                }
                let page = try await visitor.send(.get, path)
                #expect(page.text == (path == "/page" ? "info:first" : "nothing of messages"))
                #expect(try await visitor.send(.get, "/look").text == "7")
                #expect(try await visitor.send(.get, "/page").text == (path == "/page" ? "" : "info:first"))
            }
        }
    }

    @Test func aSessionThatIsDestroyedBetweenIsGone() async throws {
        let store = Interrupted()
        try await FlashFixture.app(store).test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/leave/first")
            let id = visitor.sessionID
            store.beforeNextUpdate { store, id in try await store.destroy(id) }
            #expect(try await visitor.send(.get, "/page").text == "")
            #expect(visitor.sessionID != id)
        }
    }

    @Test func aStoreThatRefusesToWriteKeepsThemForLater() async throws {
        let store = Interrupted()
        try await FlashFixture.app(store).test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/leave/first")
            store.beforeNextUpdate { _, _ in throw SessionError.storeUnavailable("full") }
            #expect(try await visitor.send(.get, "/page").text == "")
            store.beforeNextUpdate { _, _ in throw SessionError.outcomeUnknown("late") }
            #expect(try await visitor.send(.get, "/page").status == .serviceUnavailable)
            #expect(try await visitor.send(.get, "/page").text == "info:first")
        }
    }
}
