import Foundation
import Logging
import Taproom
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// Reloading and touching.
@Suite struct ReloadAndTouchTests {
    private let redis: RedisServer
    private let store: RedisStore

    init() async throws {
        redis = try await RedisServer.start()
        store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))
    }

    @Test func whatIsSetAfterAReloadIsSaved() async throws {
        let app = try SessionApp(store).app
        let redis = redis
        app.post("/back") { request in
            let session = request.session
            let value = try await redis.cli("get", "sess:\(session.id)")
            _ = try await redis.cli(
                "set", "sess:\(session.id)", value.replacingOccurrences(of: "\"views\":1", with: "\"views\":2"))
            try await session.reload()
            session["views"] = 1
            return "back at what was loaded first"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            try await visitor.send(.post, "/back")
            #expect(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":1"))
        }
    }

    /// The session's time to live has changed since it was saved here, so it is touched at the end like any other
    /// session.
    @Test func aReloadKnowsNoLifeOfBefore() async throws {
        let app = try SessionApp(store).app
        let redis = redis
        app.post("/shortened") { request in
            let session = request.session
            try await session.save()
            _ = try await redis.cli("expire", "sess:\(session.id)", "5")
            try await session.reload()
            return "touched at the end"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            try await visitor.send(.post, "/shortened")
            #expect(try #require(Int(try await redis.cli("ttl", "sess:\(visitor.sessionID)"))) > 5)
        }
    }

    @Test func aTouchedSessionDoesNotDieOfItsStaleJSON() async throws {
        // connect-redis 259: the stored `expires` has passed, although Redis keeps the session alive.
        let time = TestClock()
        let app = try SessionApp(store) { $0.clock = { time.now } }.app
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            for _ in 0..<3 {
                time.advance(milliseconds: 40_000)
                try await visitor.send(.get, "/look")
            }
            let response = try await visitor.send(.post, "/pour")
            #expect(response.text == "2")
            let left = try #require(Int(try await redis.cli("ttl", "sess:\(visitor.sessionID)")))
            #expect(40...60 ~= left)
        }
    }

    @Test func aLookIsNoTouchWhereTheLifeIsAnotherAfterwards() async throws {
        for (path, expected) in [("/save", 3000...3600), ("/longer", 6600...7200), ("/shorter", 1...600)] {
            let time = TestClock()
            let app = try SessionApp(store) {
                $0.clock = { time.now }
                $0.cookie = { _ in CookieOptions(secure: .off, maxAge: .seconds(3600)) }
                $0.touchesOnRead = true
            }.app
            app.get("/save") { request in
                let session = request.session
                session["note"] = "kept"
                try await session.save()
                return "saved with what was left of its life"
            }
            app.get("/longer") { request in
                request.session.cookie.maxAge = .seconds(7200)
                return "two hours"
            }
            app.get("/shorter") { request in
                request.session.cookie.maxAge = .seconds(600)
                return "ten minutes"
            }
            try await app.test(.inProcess) { client in
                let visitor = Visitor(client)
                try await visitor.send(.post, "/pour")
                time.advance(milliseconds: 3_000_000)
                #expect(try await visitor.send(.get, path).status == 200)
                let seconds = try #require(Int(try await redis.cli("ttl", "sess:\(visitor.sessionID)")))
                #expect(expected ~= seconds, "\(path): \(seconds)")
            }
        }
    }

    @Test func touchAfterSparesTouches() async throws {
        let time = TestClock()
        let fake = FakeRedis()
        fake.now = TestClock.start
        let app = try SessionApp(RedisStore(fake)) { options in
            options.clock = { time.now }
            options.touchAfter = .seconds(20)
        }.app
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            for (step, expected) in [
                (5000, ["GET"]), (10_000, ["GET"]), (10_000, ["GET", "EVALSHA"]), (5000, ["GET"]),
            ] {
                time.advance(milliseconds: step)
                fake.now += step
                let before = fake.log.count
                let look = try await visitor.send(.get, "/look")
                #expect(look.text == "1")
                #expect(look["Set-Cookie"] == nil)
                #expect(Array(fake.log[before...]) == expected)
            }
            // The stored expiry stays that of the browser's cookie.
            let stored =
                fake.entries["sess:\(visitor.sessionID)"].map { String(decoding: $0.value, as: UTF8.self) } ?? ""
            #expect(stored.contains(#""expires":"2027-01-15T08:01:00.000Z""#), "\(stored)")
            #expect(stored.hasSuffix(#""views":1,"_touchedAt":1800000025000}"#), "\(stored)")
            #expect(fake.entries["sess:\(visitor.sessionID)"]?.expires == 1_800_000_085_000)
        }
    }
}
