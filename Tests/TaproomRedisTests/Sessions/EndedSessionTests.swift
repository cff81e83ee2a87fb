import Foundation
import Logging
import Taproom
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// Sessions that end while a request is under way.
@Suite struct EndedSessionTests {
    private let redis: RedisServer
    private let store: RedisStore

    init() async throws {
        redis = try await RedisServer.start()
        store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))
    }

    @Test func destroyedStaysDestroyed() async throws {
        // CVE-2025-46336 in rack-session: a request in flight stores a session again that a logout has destroyed.
        let app = try SessionApp(store).app
        let store = store
        app.post("/slow") { request in
            let session = request.session
            try session.increment("views")
            try await store.destroy(session.id)
            return "made from a session that has ended meanwhile"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            let id = visitor.sessionID
            let response = try await visitor.send(.post, "/slow")
            #expect(response.status == 200)
            #expect(try await redis.cli("exists", "sess:\(id)") == "0")
            // Another response may have given the browser a new cookie by now.
            #expect(response["Set-Cookie"] == nil)
        }
    }

    /// Only a client that lost a change is told. The response to a plain GET may arrive after that of a login, whose
    /// cookie has the same name.
    @Test func aLookAtWhatHasEndedLeavesTheCookieAlone() async throws {
        let ways: [@Sendable (inout SessionOptions) -> Void] = [
            { _ in }, { $0.touchAfter = .zero }, { $0.resave = true },
        ]
        for way in ways {
            let app = try SessionApp(store, way).app
            let store = store
            app.get("/slow") { request in
                try await store.destroy(request.session.id)
                return "seen"
            }
            try await app.test(.inProcess) { client in
                let visitor = Visitor(client)
                try await visitor.send(.post, "/pour")
                let response = try await visitor.send(.get, "/slow")
                #expect(response.status == 200)
                #expect(response["Set-Cookie"] == nil)
            }
        }
    }

    @Test func aResponseNeverClaimsWhatTheStoreHasNotAcknowledged() async throws {
        try await SessionApp(store).app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            redis.setHanging(true)
            let pour = try await visitor.send(.post, "/count/views")
            #expect(pour.status == 503)
            #expect(pour["Retry-After"] == "1")
            #expect(pour["Set-Cookie"] == nil)
            redis.setHanging(false)
        }
    }

    @Test func anAbsoluteLifetimeEndsABusySession() async throws {
        let time = TestClock()
        let app = try SessionApp(store) { options in
            options.clock = { time.now }
            options.absoluteLifetime = .seconds(150)
        }.app
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let id = visitor.sessionID
            time.advance(milliseconds: 100_000)
            let start = ContinuousClock.now
            #expect(try await visitor.send(.post, "/pour").text == "2")
            let seconds = try #require(Int(try await redis.cli("ttl", "sess:\(id)")))
            // The rest of the 150 seconds, less the time that has passed since on a busy machine.
            let passed = Int((ContinuousClock.now - start).components.seconds) + 1
            #expect((max(0, 50 - passed)...50).contains(seconds))
            time.advance(milliseconds: 50_000)
            #expect(try await visitor.send(.post, "/pour").text == "1")
            #expect(visitor.sessionID != id)
            #expect(try await redis.cli("exists", "sess:\(id)") == "0")
        }
    }
}
