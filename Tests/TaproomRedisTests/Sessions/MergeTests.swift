import Foundation
import Logging
import Taproom
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// The stored session after concurrent changes by several requests.
@Suite struct MergeTests {
    private let redis: RedisServer
    private let store: RedisStore

    init() async throws {
        redis = try await RedisServer.start()
        store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))
    }

    /// Middleware after the sessions that rejects a request can count the rejections in the session.
    @Test func whatAMiddlewareChangedBeforeItRefusedIsSaved() async throws {
        let app = try SessionApp(store).app
        app.use("/guarded", Refusing())
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            for count in 1...2 {
                let response = try await visitor.send(.get, "/guarded")
                #expect(response.status == 403)
                #expect(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("\"refused\":\(count)"))
            }
        }
    }

    private struct Refusing: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            try request.session.increment("refused")
            throw HTTPError(.forbidden)
        }
    }

    @Test(
        arguments: [
            #"{"a":1}"#, #"{"cookie":1}"#, #"{"cookie":{},,"a":1}"#, #"{"cookie":{}} xx"#, #"{"cookie":{} "a":1}"#,
            #"{"cookie":{},"a":1.}"#, #"{"cookie":{},"a":-.5}"#, #"{"cookie":{},"a":1.e5}"#, #"{"cookie":{},"a":-1.}"#,
            "{\"cookie\":{},\"a\":\"b\tc\"}", "{\"cookie\":{},\"a\":\"b\nc\"}",
            "{\"cookie\":{},\"a\":\(String(repeating: "[", count: 300))\(String(repeating: "]", count: 300))}",
            #"{"cookie":{},"a":nonsense}"#, #"{"cookie":{},"a":0x10}"#, "[]", "", "{",
        ])
    func whatIsNoSessionAnyMoreIsLeftAsItIs(_ value: String) async throws {
        let app = try SessionApp(store).app
        let redis = redis
        app.post("/overwritten") { request in
            let session = request.session
            _ = try await redis.cli("set", "sess:\(session.id)", value, "ex", "50")
            session["note"] = "not written"
            return "made from what was there before"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            #expect(try await visitor.send(.post, "/overwritten").status == 500)
            #expect(try await redis.cli("get", "sess:\(visitor.sessionID)") == value)
        }
    }

    /// Changes that look like conflicts but are not are merged, with the script or without it.
    @Test(
        arguments: [
            #""a. b .c -.5 1.""#, #""\\\" 1. \\""#, #""\"1.""#, "-1.5e-7", "[1.25,\"x.\"]", " 1.5 ", "\n1\t",
            String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
        ])
    func whateverASessionHoldsIsMerged(_ value: String) async throws {
        let app = try SessionApp(store).app
        let redis = redis
        app.post("/meanwhile") { request in
            let session = request.session
            _ = try await redis.cli(
                "set", "sess:\(session.id)", #"{"cookie":{"originalMaxAge":null,"expires":null},"a":\#(value)}"#)
            try session.increment("views")
            return "made from what was there before"
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            #expect(try await visitor.send(.post, "/meanwhile").status == 200)
            let stored = try await redis.cli("get", "sess:\(visitor.sessionID)")
            #expect(stored.contains(value.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(stored.contains("\"views\":1"))
        }
    }

    @Test func aNameInEscapesIsCountedByAllWhoMeet() async throws {
        let app = try SessionApp(store).app
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let key = "sess:\(visitor.sessionID)"
            let json = try await redis.cli("get", key).replacing("views", with: "\\u0076iews")
            _ = try await redis.cli("set", key, json)
            let cookie = try #require(visitor.cookie)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<24 {
                    group.addTask { try await client.post("/count/views", headers: [("Cookie", cookie)]).status.code }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await redis.cli("get", key).hasSuffix(#""\u0076iews":25}"#))
        }
    }

    @Test func aSerializerMayGiveOtherBytesEachTime() async throws {
        var options = RedisStore.Options()
        options.serializer = SaltedSerializer()
        let store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)), options: options)
        try await SessionApp(store).app.test(.inProcess) { client in
            let visitor = Visitor(client)
            for pours in 1...3 {
                let response = try await visitor.send(.post, "/pour")
                #expect(response.text == "\(pours)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                let cookie = visitor.cookie
                for _ in 0..<3 {
                    group.addTask { try await Visitor(client, cookie: cookie).send(.post, "/pour") }
                }
                try await group.waitForAll()
            }
            let response = try await visitor.send(.get, "/look")
            #expect(response.text == "6")
        }
    }

    @Test func unknownFieldsSurviveByteForByte() async throws {
        let json =
            #"{"cookie":{"originalMaxAge":60000,"expires":"2026-11-24T12:01:00.000Z","new":{"a":[1]},"path":"/"},"big":12345678901234567890.10,"views":1,"e":"\u00e9\/","n":{"z":1,"a":[ 2 , 3 ]}}"#
        _ = try await redis.cli("set", "sess:known", json)
        try await SessionApp(store).app.test(.inProcess) { client in
            let cookie = "sid=" + CookieSigner(secrets: ["keyboard cat"]).sign("known")
            let response = try await client.post("/count/views", headers: [("Cookie", cookie)])
            #expect(response.text == "2")
        }
        let stored = try await redis.cli("get", "sess:known")
        let expected = json.replacingOccurrences(of: #""views":1"#, with: #""views":2"#)
        let date = /2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ/
        #expect(stored.replacing(date, with: "") == expected.replacing(date, with: ""))
    }

    @Test func whatIsNoSessionStaysAsItIs() async throws {
        let app = try SessionApp(store).app
        app.logger.logLevel = .critical
        try await app.test(.inProcess) { client in
            for text in ["no JSON", "[]", #"{"views":1}"#, #"{"cookie":1}"#, #"{"cookie":{},"views":1"#, ""] {
                _ = try await redis.cli("set", "sess:broken", text)
                let cookie = "sid=" + CookieSigner(secrets: ["keyboard cat"]).sign("broken")
                #expect(try await client.get("/look", headers: [("Cookie", cookie)]).status == 500, "\(text)")
                #expect(try await redis.cli("get", "sess:broken") == text)
            }
            _ = try await redis.cli("del", "sess:broken")
            _ = try await redis.cli("rpush", "sess:broken", "a list")
            let cookie = "sid=" + CookieSigner(secrets: ["keyboard cat"]).sign("broken")
            #expect(try await client.get("/look", headers: [("Cookie", cookie)]).status == 500)
            #expect(try await redis.cli("llen", "sess:broken") == "1")
        }
    }
}

/// Adds a random byte at the front, like an encryption with a random nonce.
private struct SaltedSerializer: SessionSerializer {
    func encode(_ json: [UInt8]) -> [UInt8] {
        let salt = UInt8.random(in: 0...255)
        return [salt] + json.map { $0 ^ salt }
    }

    func decode(_ stored: [UInt8]) -> [UInt8] { stored.dropFirst().map { $0 ^ stored[0] } }
}
