import Taproom
import TaproomTesting
import Testing

@testable import TaproomSessions

/// Data that other programs may have stored, and requests of applications, that must not end the process.
@Suite struct HostileSessionTests {
    private static let start = 1_800_000_000_000

    /// Visits an application whose store holds one session with the JSON, with that session's cookie.
    private func visit(
        _ json: String, configure: (inout SessionOptions) -> Void = { _ in }, path: String = "/look"
    ) async throws -> TestResponse {
        let store = MemoryStore(clock: { Self.start })
        try await store.set(
            "old", SessionRecord(json: Array(json.utf8), expires: Self.start + 1000, now: Self.start))
        var options = SessionOptions(secrets: ["keyboard cat"], cookie: CookieOptions(maxAge: .seconds(60)))
        options.name = "sid"
        options.clock = { Self.start }
        configure(&options)
        let app = Application()
        app.use(try Sessions(store: store, options: options))
        app.get("/look") { request in "\(request.session.cookie.maxAge ?? .zero)" }
        app.get("/pour") { request in
            let session = request.session
            try session.increment("views")
            session.touch()
            try await session.save()
            return String(decoding: session.json, as: UTF8.self)
        }
        let cookie = "sid=" + CookieSigner(secrets: ["keyboard cat"]).sign("old")
        return try await app.test(.inProcess) { try await $0.get(path, headers: [("Cookie", cookie)]) }
    }

    @Test(arguments: [
        "9223372036854774784", "-9223372036854775808", "9000000000000000", "9223372036854775807", "1e18", "-1e18",
    ])
    func aStoredLifeOfAnySizeIsServed(_ life: String) async throws {
        for expires in ["null", "\"0000-01-01T00:00:00.000Z\"", "\"9999-12-31T23:59:59.999Z\""] {
            let json = #"{"cookie":{"originalMaxAge":\#(life),"expires":\#(expires)},"_createdAt":\#(life)}"#
            #expect(try await visit(json).status == 200)
            #expect(try await visit(json, configure: { $0.touchAfter = .seconds(20) }).status == 200)
            #expect(try await visit(json, configure: { $0.absoluteLifetime = .seconds(20) }).status == 200)
            #expect(try await visit(json, configure: { $0.touchesOnRead = true }).status == 200)
        }
    }

    @Test func aFarEndIsTheLastThatADateCanTell() async throws {
        let json = #"{"cookie":{"originalMaxAge":9000000000000000,"expires":null,"path":"/"},"views":1}"#
        let response = try await visit(json, path: "/pour")
        let cookie = #"{"originalMaxAge":9000000000000000,"expires":"9999-12-31T23:59:59.999Z","path":"/"}"#
        #expect(response.text == #"{"cookie":\#(cookie),"views":2}"#)
        #expect(response["Set-Cookie"]?.contains("; Expires=Fri, 31 Dec 9999 23:59:59 GMT") == true)
    }

    @Test(arguments: [
        #""path":"/; Domain=evil.example""#, #""path":"/a\r\nX: 1""#, #""domain":"a.example; Secure""#,
        #""domain":"a\u0000b""#,
    ])
    func aStoredPathOrDomainAddsNoAttributes(_ member: String) async throws {
        let json = #"{"cookie":{"originalMaxAge":60000,"expires":null,\#(member)},"views":1}"#
        let response = try await visit(json, configure: { $0.traces = true }, path: "/pour")
        #expect(response.status == 200)
        #expect(response["Set-Cookie"] == nil)
    }

    @Test func theCookieIsNoField() async throws {
        let store = MemoryStore(clock: { Self.start })
        let app = Application()
        app.use(try Sessions(store: store, secrets: ["keyboard cat"]))
        app.get("/") { request in
            let session = request.session
            #expect((try? session.increment("cookie")) == nil)
            #expect((try? session.append(1, to: "cookie")) == nil)
            #expect((try? session.set("cookie", to: 1)) == nil)
            session["cookie"] = 1
            session.remove("cookie")
            try await session.save()
            return String(decoding: session.json, as: UTF8.self)
        }
        let expected = #"{"cookie":{"originalMaxAge":null,"expires":null,"httpOnly":true,"path":"/"}}"#
        let response = try await app.test(.inProcess) { try await $0.get("/") }
        #expect(response.text == expected)
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.min), .milliseconds(Int64.max)])
    func aMaxAgeOfAnySizeIsTaken(_ life: Duration) async throws {
        let options = CookieOptions(maxAge: life)
        var cookie = SessionCookie(options, isSecure: false, clock: { Self.start })
        cookie.touch()
        #expect(cookie.expires == (life > .zero ? 253_402_300_799_999 : -62_167_219_200_000))
        cookie.expires = .max
        cookie.maxAge = life
        for touchesOnRead in [false, true] {
            let response = try await visit(
                #"{"cookie":{"originalMaxAge":60000}}"#,
                configure: { configured in
                    configured = SessionOptions(secrets: ["keyboard cat"], cookie: options)
                    configured.name = "sid"
                    configured.clock = { Self.start }
                    configured.touchesOnRead = touchesOnRead
                    configured.absoluteLifetime = touchesOnRead ? nil : life
                })
            #expect(response.status == 200)
        }
    }
}
