import Foundation
import Logging
import Taproom
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// The cookie that is used, and the one that is set.
@Suite struct CookieChoiceTests {
    private let redis: RedisServer
    private let store: RedisStore

    init() async throws {
        redis = try await RedisServer.start()
        store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))
    }

    @Test func theFirstCookieThatVerifiesAndExistsWins() async throws {
        // expressjs/session 881: only the first cookie of the name is tried, so such a user can't log in.
        try await SessionApp(store).app.test(.inProcess) { client in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let good = try #require(visitor.cookie)
            let forged = "sid=s%3A\(visitor.sessionID).AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            let unknown = "sid=" + CookieSigner(secrets: ["keyboard cat"]).sign("nobody")
            for header in ["\(forged); \(unknown); \(good)", "\(unknown); other=1; \(good); \(forged)"] {
                #expect(try await client.get("/look", headers: [("Cookie", header)]).text == "1")
            }
            let fields = [(name: "Cookie", value: unknown), (name: "Cookie", value: good)]
            #expect(try await client.get("/look", headers: fields).text == "1")
        }
    }

    @Test func oneRequestAsksForFewSessions() async throws {
        // A client with many ids must not cause hundreds of queries of the store by one request.
        try await SessionApp(store).app.test(.inProcess) { client in
            let signer = CookieSigner(secrets: ["keyboard cat"])
            let cookies = (0..<100).map { "sid=" + signer.sign("nobody-\($0)") }.joined(separator: "; ")
            _ = try await redis.cli("config", "resetstat")
            #expect(try await client.get("/look", headers: [("Cookie", cookies)]).text == "0")
            #expect(try await redis.cli("info", "commandstats").contains("cmdstat_get:calls=16,"))
        }
    }

    @Test func cachesKeepASessionsResponseToItself() async throws {
        // CVE-2023-30861 in Flask: a cache serves one user's response or cookie to another user.
        let app = try SessionApp(store).app
        app.get("/cached") { request in
            _ = request.session
            var response = Response("mine to decide")
            response.headers["Cache-Control"] = "private, max-age=5"
            response.headers["Vary"] = "Accept-Encoding"
            return response
        }
        try await app.test(.inProcess) { client in
            let visitor = Visitor(client)
            let first = try await visitor.send(.get, "/quiet")
            #expect(first["Set-Cookie"] != nil)
            #expect(first["Vary"] == "Cookie")
            #expect(first["Cache-Control"] == "private, no-store")
            let look = try await visitor.send(.get, "/look")
            #expect(look["Set-Cookie"] == nil)
            #expect(look["Vary"] == "Cookie")
            let quiet = try await visitor.send(.get, "/quiet")
            #expect(quiet["Vary"] == nil)
            #expect(quiet["Cache-Control"] == nil)
            let cached = try await visitor.send(.get, "/cached")
            #expect(cached["Cache-Control"] == "private, max-age=5")
            #expect(cached["Vary"] == "Accept-Encoding, Cookie")
        }
    }

    @Test func aWithheldCookieIsExplainedOnce() async throws {
        // expressjs/session 281 and 165: the cookie is missing, without any explanation.
        let log = LogRecorder()
        var options = SessionOptions(secrets: ["s"], cookie: CookieOptions(path: "/shop", secure: .on))
        options.saveUninitialized = true
        let app = Application()
        app.use(try Sessions(store: store, options: options, logger: log.logger))
        app.get("*") { _ in "x" }
        try await app.test(.inProcess) { client in
            for _ in 0..<3 {
                for path in ["/shop/a", "/other", "/shopping"] {
                    let response = try await client.get(path)
                    #expect(response["Set-Cookie"] == nil)
                }
            }
        }
        #expect(log.messages.filter { $0.contains("secure and the connection is not") }.count == 1)
        #expect(log.messages.filter { $0.contains("outside of the cookie's path /shop") }.count == 1)
        try await app.test(.inProcess, isSecure: true) { client in
            let response = try await client.get("/shop")
            #expect(response["Set-Cookie"]?.contains("; Secure") == true)
        }
    }

    @Test func aCookieThatNoBrowserTakesIsExplainedOnce() async throws {
        let log = LogRecorder()
        let cookie = CookieOptions(secure: .auto, sameSite: CookieOptions.SameSite.none)
        var options = SessionOptions(secrets: ["s"], cookie: cookie)
        options.saveUninitialized = true
        let app = Application()
        app.use(try Sessions(store: store, options: options, logger: log.logger))
        app.get("/") { _ in "x" }
        app.get("/domain") { request in
            request.session.cookie.domain = "localhost:3000"
            request.session.cookie.sameSite = .lax
            return "x"
        }
        try await app.test(.inProcess, isSecure: true) { client async throws in
            #expect(try await client.get("/")["Set-Cookie"]?.hasSuffix("; Secure; SameSite=None") == true)
        }
        #expect(!log.messages.contains { $0.contains("no browser takes") })
        try await app.test(.inProcess) { client async throws in
            client.keepsCookies = false
            for _ in 0..<3 {
                for path in ["/", "/domain"] { _ = try await client.get(path) }
            }
        }
        #expect(log.messages.filter { $0.contains("SameSite=None, which must be secure") }.count == 1)
        #expect(log.messages.filter { $0.contains("'localhost:3000' is no domain") }.count == 1)
    }

    /// The old secret signs nothing, so a new session's cookie is valid without it.
    @Test func anOldSecretNeverSigns() async throws {
        try await SessionApp(store) { $0.secrets = ["new", "old"] }.app.test(.inProcess) { both async throws in
            let visitor = Visitor(both)
            try await visitor.send(.post, "/pour")
            let cookie = visitor.cookie
            try await SessionApp(store) { $0.secrets = ["new"] }.app.test(.inProcess) { new async throws in
                #expect(try await Visitor(new, cookie: cookie).send(.get, "/look").text == "1")
            }
            try await SessionApp(store) { $0.secrets = ["old"] }.app.test(.inProcess) { old async throws in
                #expect(try await Visitor(old, cookie: cookie).send(.get, "/look").text == "0")
            }
        }
    }

    @Test func anOldSecretIsAcceptedAndReplaced() async throws {
        try await SessionApp(store) { $0.secrets = ["old"] }.app.test(.inProcess) { old in
            let visitor = Visitor(old)
            try await visitor.send(.post, "/pour")
            let signedByOld = visitor.cookie
            try await SessionApp(store) { $0.secrets = ["new", "old"] }.app.test(.inProcess) { new in
                let returning = Visitor(new, cookie: signedByOld)
                let response = try await returning.send(.get, "/look")
                #expect(response.text == "1")
                #expect(
                    response["Set-Cookie"]?.contains(CookieSigner(secrets: ["new"]).sign(visitor.sessionID)) == true)
                #expect(try await returning.send(.get, "/look")["Set-Cookie"] == nil)
            }
        }
    }
}
