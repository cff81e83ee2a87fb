import Foundation
import TestSupport
import Testing

/// The main feature end to end: the real server, a real Redis, and the results for a visitor and in redis-cli.
@Suite struct PourTests {
    @Test func theFirstVisitSetsTheCookie() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        let response = try await browser.get()
        #expect(response.status == 200)
        let cookie = try #require(response["Set-Cookie"])
        #expect(
            cookie.wholeMatch(of: /_redisDemo=s%3A[0-9a-f-]{36}\.[^;]+; Path=\/; Expires=[^;]+ GMT; HttpOnly/) != nil)
        #expect(response.text.contains("<title>Craft Beer Name Demo</title>"))
        #expect(response.text.contains("Click To Generate a Craft Beer Name!"))
        #expect(response.views == nil)
        #expect(response.expiresIn == 60)
        #expect(response.beer == nil)
    }

    @Test(arguments: ["development", "production"])
    func aLookTellsWhatIsLeftOfTheBrowsersCookie(_ environment: String) async throws {
        // Viewing the page touches the session in Redis, but not the expiry of the browser's cookie.
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis, ["--environment", environment]))
        #expect(try await browser.pour().expiresIn == 60)
        // If views touched the cookie, it would stay at 60.
        try await eventually("two seconds less of the cookie") {
            try #require(try await browser.get().expiresIn) <= 58
        }
        #expect(try await browser.pour().expiresIn == 60)
    }

    @Test func poursAreCountedInRedis() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        _ = try await browser.get()
        let id = try #require(browser.sessionID)
        let first = try await browser.pour()
        #expect(first.views == 1)
        #expect(first.expiresIn == 60)
        #expect(try #require(first.beer).isEmpty == false)
        let start = ContinuousClock.now
        #expect(try await browser.pour().views == 2)
        #expect(browser.sessionID == id)
        let stored = try await redis.cli("get", "sess:\(id)")
        #expect(stored.contains(#""originalMaxAge":60000"#))
        #expect(stored.hasSuffix(#","secure":false,"httpOnly":true,"path":"/"},"views":2}"#))
        let seconds = try #require(Int(try await redis.cli("ttl", "sess:\(id)")))
        // The time to live is whole, less the time that has passed since on a busy machine.
        let passed = Int((ContinuousClock.now - start).components.seconds) + 1
        #expect((max(0, 60 - passed)...60).contains(seconds))
        let look = try await browser.get()
        #expect(look.views == 2)
        #expect(look["Set-Cookie"] == nil)
    }

    @Test func anotherBrowserHasAnotherSession() async throws {
        let redis = try await RedisServer.start()
        let server = try await DemoServer.start(redis: redis)
        let one = Browser(server)
        let other = Browser(server)
        _ = try await one.pour()
        _ = try await one.pour()
        #expect(try await other.pour().views == 1)
        #expect(one.sessionID != other.sessionID)
    }

    @Test func aForgedCookieGetsANewSession() async throws {
        let redis = try await RedisServer.start()
        let server = try await DemoServer.start(redis: redis)
        let victim = Browser(server)
        _ = try await victim.pour()
        let id = try #require(victim.sessionID)
        let forger = Browser(server)
        forger.cookie = "_redisDemo=s%3A\(id).AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        let response = try await forger.get()
        #expect(response.views == nil)
        #expect(forger.sessionID != id)
    }

    @Test func anExpiredSessionIsReplaced() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis, ["--session-max-age", "1"]))
        _ = try await browser.pour()
        let id = try #require(browser.sessionID)
        try await eventually("the end of the session in Redis") { try await redis.cli("exists", "sess:\(id)") == "0" }
        #expect(try await browser.pour().views == 1)
        #expect(browser.sessionID != id)
    }

    @Test func sessionsSurviveARestartOfTheServer() async throws {
        let redis = try await RedisServer.start()
        let first = try await DemoServer.start(redis: redis)
        let before = Browser(first)
        _ = try await before.pour()
        first.process.signal(SIGTERM)
        #expect(try await first.process.exitCode() == 0)
        let after = Browser(try await DemoServer.start(redis: redis))
        after.cookie = before.cookie
        #expect(try await after.pour().views == 2)
    }

    /// A path that leads to the page also leads to the session.
    @Test(arguments: ["development", "production"])
    func otherWaysToWriteThePagesPath(_ environment: String) async throws {
        let browser = Browser(try await DemoServer.start(["--environment", environment]))
        #expect(try await browser.get("//").expiresIn == 60)
        #expect(try await browser.post("//").views == 1)
        #expect(try await browser.get("http://localhost").views == 1)
        #expect(try await browser.get("http://localhost?x=1").views == 1)
        for path in ["/session/new/", "//session/new", "/session//end", "/session/%65nd"] {
            #expect(try await browser.post(path).status == 200)
        }
    }

    /// A server handles the signal as soon as it reports that it is open.
    @Test func aSignalAtTheVeryStartEndsTheServerAsAnyOther() async throws {
        for _ in 0..<5 {
            let process = try ChildProcess(
                DemoServer.executable, ["--host", "127.0.0.1", "--port", "0", "--store", "memory"],
                environment: ["SESSION_SECRET": "a secret of these tests, 32 bytes"])
            try await eventually("the server to be open", every: .milliseconds(1)) { process.text.contains("http://") }
            process.signal(SIGTERM)
            #expect(try await process.exitCode() == 0)
        }
    }

    @Test func theAPINamesABeerWithoutASession() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        let response = try await browser.get("/api/beer")
        #expect(response["Content-Type"] == "application/json")
        #expect(response["Set-Cookie"] == nil)
        #expect(response.text.wholeMatch(of: /\{"status":200,"data":\{"name":"[^"]+","style":"[^"]+"\}\}/) != nil)
        #expect(try await redis.cli("dbsize") == "0")
    }

    @Test func filesHealthAndErrorsAreServed() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        #expect(try await browser.get("/style.css")["Content-Type"] == "text/css; charset=utf-8")
        #expect(try await browser.get("/healthz").text == "ok")
        #expect(try await browser.get("/readyz").status == 200)
        let missing = try await browser.get("/nothing")
        #expect(missing.status == 404)
        #expect(missing.text.contains("Not Found"))
        for path in ["/../Package.swift", "/%2e%2e/Package.swift", "/..%2fPackage.swift", "/.hidden"] {
            #expect([400, 404].contains(try await browser.get(path).status), "\(path)")
        }
    }
}
