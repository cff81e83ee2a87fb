import Foundation
import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// The sessions of a user, with each store that has an index.
@Suite struct UserSessionsTests {
    enum Kind: CaseIterable { case memory, redis }

    @Test(arguments: Kind.allCases)
    func sessionsAreListedAndEnded(_ kind: Kind) async throws {
        let server = kind == .redis ? try await RedisServer.start() : nil
        let store: any UserSessionIndex =
            if let server { RedisStore(RedisClient(try RedisURL(server.url))) } else { MemoryStore() }
        let users = UserSessions(store)
        try await SessionApp(store).app.test(.inProcess) { client in
            var visitors: [Visitor] = []
            for agent in ["Phone", "Laptop", "Tablet"] {
                let visitor = Visitor(client)
                try await visitor.send(.get, "/look")
                let before = visitor.sessionID
                try await visitor.send(.post, "/login/42", headers: [("User-Agent", agent)])
                #expect(visitor.sessionID != before)
                visitors.append(visitor)
            }
            try await Visitor(client).send(.post, "/login/7")
            var list = try await users.list(user: "42")
            #expect(Set(list.map(\.id)) == Set(visitors.map(\.sessionID)))
            #expect(Set(list.compactMap(\.userAgent)) == ["Phone", "Laptop", "Tablet"])

            // Logging out removes a session from the list, and so does another program that destroys it.
            try await visitors[0].send(.post, "/logout")
            #expect(try await users.list(user: "42").count == 2)
            #expect(try await users.end(visitors[1].sessionID, user: "7") == false)
            #expect(try await users.end(visitors[1].sessionID, user: "42"))
            #expect(try await visitors[1].send(.get, "/look").text == "0")
            list = try await users.list(user: "42")
            #expect(list.map(\.id) == [visitors[2].sessionID])

            try await visitors[0].send(.post, "/login/42")
            #expect(try await users.endAll(user: "42", except: visitors[0].sessionID) == 1)
            #expect(try await users.list(user: "42").map(\.id) == [visitors[0].sessionID])
            #expect(try await users.list(user: "7").count == 1)
            #expect(try await users.list(user: "nobody").isEmpty)
        }
        if let server {
            #expect(try await server.cli("scard", "sess-users:42") == "1")
            let ttl = try await server.cli("ttl", "sess-users:42")
            let seconds = try #require(Int(ttl))
            #expect((60...120).contains(seconds))
        }
    }

    /// A Redis before version 7.0, whose EXPIRE has no conditions.
    private struct OlderRedis: RedisCommands {
        let redis: RedisClient

        func send(
            _ route: CommandRoute, _ write: @Sendable (inout CommandWriter) -> Void
        ) async throws -> RedisValue {
            var writer = CommandWriter(output: [])
            write(&writer)
            let command = String(decoding: writer.output, as: UTF8.self)
            if command.hasPrefix("*4\r\n$6\r\nEXPIRE\r\n") {
                return .error("ERR wrong number of arguments for 'expire' command")
            }
            return try await redis.send(route, write)
        }
    }

    @Test func theIndexLivesAsLongAsItsSessionsInAnOlderRedisToo() async throws {
        let server = try await RedisServer.start()
        let store = RedisStore(OlderRedis(redis: RedisClient(try RedisURL(server.url))))
        func ttl() async throws -> Int { Int(try await server.cli("ttl", "sess-users:42")) ?? -3 }
        func record(_ seconds: Int) -> SessionRecord {
            SessionRecord(json: Array("{}".utf8), expires: seconds * 1000, now: 0)
        }
        try await store.addSession("long", user: "42", record(1000))
        #expect(try await (1055...1060).contains(ttl()))
        try await store.addSession("short", user: "42", record(10))
        #expect(try await (1055...1060).contains(ttl()))
        try await store.addSession("longest", user: "42", record(2000))
        #expect(try await (2055...2060).contains(ttl()))
        #expect(try await store.sessionIDs(user: "42").count == 3)
        // A session that could not be added is an error there, too.
        _ = try await server.cli("set", "sess-users:7", "not a set")
        await #expect(throws: SessionError.self) { try await store.addSession("a", user: "7", record(10)) }
    }

    @Test func aSessionThatEndsIsNobodysAnyMore() async throws {
        let store = MemoryStore()
        let app = try SessionApp(store).app
        app.post("/switch-and-end/:user") { request in
            let session = request.session
            try await session.bind(user: request.parameters["user"] ?? "")
            try await session.destroy()
            return "ok"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/login/42")
            #expect(try await store.sessionIDs(user: "42") == [visitor.sessionID])
            try await visitor.send(.post, "/switch-and-end/7")
            #expect(try await store.sessionIDs(user: "42") == [])
            #expect(try await store.sessionIDs(user: "7") == [])
        }
    }

    @Test func theIndexLivesAsLongAsTheLongestLivedSession() async throws {
        let server = try await RedisServer.start()
        let store = RedisStore(RedisClient(try RedisURL(server.url), timeout: .seconds(20)))
        for seconds in [60, 3600, 60] {
            let record = SessionRecord(json: [], expires: seconds * 1000, now: 0)
            try await store.addSession("id\(seconds)", user: "42", record)
            let left = Int(try await server.cli("ttl", "sess-users:42")) ?? 0
            #expect(seconds == 60 || left > 3600, "\(left)")
        }
        #expect(Int(try await server.cli("ttl", "sess-users:42")) ?? 0 > 3600)
    }

    /// With `touchAfter`, the index is updated whenever the session is touched, and costs nothing in between. A save by
    /// express-session is not a touch, but the index must not expire before the session.
    @Test(arguments: [false, true])
    func theIndexIsKeptWithTheSession(_ isSavedByExpress: Bool) async throws {
        let server = try await RedisServer.start()
        let time = TestClock()
        let store = RedisStore(RedisClient(try RedisURL(server.url)))
        let app = try SessionApp(store) { options in
            options.clock = { time.now }
            options.touchAfter = .seconds(20)
        }.app
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/login/42")
            time.advance(milliseconds: 25_000)
            try await visitor.send(.get, "/look")
            if isSavedByExpress {
                time.advance(milliseconds: 25_000)
                let expires = ISO8601DateFormatter.string(
                    from: Date(timeIntervalSince1970: Double(time.now + 60_000) / 1000), timeZone: .gmt,
                    formatOptions: [.withInternetDateTime, .withFractionalSeconds])
                let key = "sess:\(visitor.sessionID)"
                let value = try await server.cli("get", key).replacing(
                    /"expires":"[^"]*"/, with: "\"expires\":\"\(expires)\"")
                _ = try await server.cli("set", key, value, "ex", "60")
            }
            _ = try await server.cli("config", "resetstat")
            for _ in 0..<3 { try await visitor.send(.get, "/look") }
            let stats = try await server.cli("info", "commandstats")
            #expect(stats.contains("cmdstat_get:calls=3"))
            #expect(stats.contains("cmdstat_sadd:calls=3") == isSavedByExpress)
            #expect(!stats.contains("cmdstat_evalsha"))
        }
    }

    @Test(arguments: [false, true])
    func aSessionThatWasTouchedLatelyIsListedOnceItHasAUser(_ isSavedByHandler: Bool) async throws {
        let store = MemoryStore()
        let time = TestClock()
        let app = try SessionApp(store) { options in
            options.clock = { time.now }
            options.touchAfter = .seconds(20)
        }.app
        app.post("/bind") { request in
            let session = request.session
            try await session.bind(user: "42")
            if isSavedByHandler { try await session.save() }
            return "bound"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            time.advance(milliseconds: 25_000)
            try await visitor.send(.get, "/look")
            try await visitor.send(.post, "/bind")
            #expect(try await UserSessions(store).list(user: "42").map(\.id) == [visitor.sessionID])
        }
    }

    @Test(arguments: [false, true])
    func aNewSessionThatTheHandlerSavesIsListed(_ saveUninitialized: Bool) async throws {
        let store = MemoryStore()
        let app = try SessionApp(store) { $0.saveUninitialized = saveUninitialized }.app
        app.post("/register") { request in
            let session = request.session
            try await session.bind(user: "42")
            try await session.save()
            // From now on, another request can find the session, too.
            return "\(try await UserSessions(store).list(user: "42").count)"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            let response = try await visitor.send(.post, "/register")
            #expect(response.text == "1")
            #expect(try await UserSessions(store).list(user: "42").map(\.id) == [visitor.sessionID])
        }
    }

    @Test func anExpiredSessionIsOffTheList() async throws {
        let server = try await RedisServer.start()
        let store = RedisStore(RedisClient(try RedisURL(server.url)))
        try await SessionApp(store).app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/login/42")
            _ = try await server.cli("pexpire", "sess:\(visitor.sessionID)", "1")
            try await eventually("the end of the session in Redis") {
                try await server.cli("exists", "sess:\(visitor.sessionID)") == "0"
            }
            #expect(try await UserSessions(store).list(user: "42").isEmpty)
            #expect(try await server.cli("exists", "sess-users:42") == "0")
        }
    }
}
