import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// The fixtures that tests of flash messages share.
enum FlashFixture {
    /// The kinds of stores.
    enum Kind: CaseIterable { case memory, redis, cachedRedis, encodedRedis, touchedOnRead }

    /// A store, with access to its sessions from outside.
    struct Place {
        let redis: RedisServer?
        let store: any SessionStore

        init(_ kind: Kind) async throws {
            guard kind != .memory else {
                redis = nil
                store = MemoryStore()
                return
            }
            let server = try await RedisServer.start()
            var options = RedisStore.Options()
            if kind == .cachedRedis { options.cacheLimit = 100 }
            if kind == .encodedRedis { options.serializer = Reversed() }
            redis = server
            store = RedisStore(RedisClient(try RedisURL(server.url), timeout: .seconds(20)), options: options)
        }

        func json(_ visitor: Visitor) async throws -> JSONValue {
            try JSONValue(parsing: try #require(try await store.get(visitor.sessionID)))
        }

        func flash(_ visitor: Visitor) async throws -> JSONValue? { try await json(visitor)["flash"] }
    }

    /// The store can't merge sessions of this serializer in a script.
    private struct Reversed: SessionSerializer {
        func encode(_ json: [UInt8]) -> [UInt8] { json.reversed() }
        func decode(_ stored: [UInt8]) -> [UInt8] { stored.reversed() }
    }

    static func app(_ store: any SessionStore, _ configure: (inout SessionOptions) -> Void = { _ in }) throws
        -> Application
    {
        let app = try SessionApp(store, configure).app
        app.post("/leave/:text") { request in
            request.session.flash(request.parameters["text"] ?? "")
            return Response.redirect(to: "/page")
        }
        app.get("/page") { request in Self.text(request.session.takeFlash()) }
        app.get("/other") { _ in "nothing of messages" }
        return app
    }

    static func text(_ messages: [FlashMessage]) -> String {
        messages.map { "\($0.kind):\($0)" }.joined(separator: " ")
    }
}
