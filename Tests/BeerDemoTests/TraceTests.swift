import Foundation
import TaproomTesting
import TestSupport
import Testing

/// 'What just happened' shows the steps of the request, in development only.
@Suite struct TraceTests {
    private let heading = "What just happened"

    @Test func aFirstVisitAndAPour() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        let first = try await browser.get().trace
        let id = try #require(browser.sessionID)
        #expect(first.contains("The request brought no cookie"))
        #expect(first.contains("SET sess:\(id) '{\"cookie\":"))
        #expect(first.contains(" EX 60"))
        #expect(first.contains("Set-Cookie: _redisDemo=s%3A\(id)."))
        #expect(first.contains("Because the id is new."))

        _ = try await browser.pour()
        let stored = try await redis.cli("get", "sess:\(id)")
        let pour = try await browser.pour().trace
        #expect(pour.contains("Its signature is valid"))
        #expect(pour.contains("GET sess:\(id)"))
        #expect(pour.contains(stored))
        #expect(pour.contains("\(stored.utf8.count) bytes in "))
        #expect(pour.contains("views: 1 → 2"))
        #expect(pour.contains("By a script (EVALSHA)"))
        #expect(pour.contains("\n  \"views\": 2\n"))
        #expect(pour.contains("for 60 seconds from now"))
        #expect(pour.contains("redis-cli -p \(redis.port) get sess:\(id)"))

        let look = try await browser.get().trace
        #expect(look.contains("GETEX sess:\(id) EX 60"))
        #expect(look.contains("The response sets no cookie"))
        #expect(!look.contains("views: "))
    }

    @Test func aForgedCookieAndAnExpiredSession() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        browser.cookie = "_redisDemo=s%3Aabc.def"
        #expect(try await browser.get().trace.contains("a cookie with a wrong signature"))
        let id = try #require(browser.sessionID)
        _ = try await redis.cli("del", "sess:\(id)")
        let page = try await browser.pour().trace
        #expect(page.contains("GET sess:\(id)\n          (nil)"))
        #expect(page.contains("A new session"))
    }

    @Test func theExperiments() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        _ = try await browser.pour()
        let id = try #require(browser.sessionID)
        let new = try await browser.post("/session/new")
        #expect(new.status == 200)
        #expect(new.views == nil)
        #expect(new.trace.contains("DEL sess:\(id)"))
        let next = try #require(browser.sessionID)
        #expect(next != id)
        #expect(new.trace.contains("SET sess:\(next) "))

        let end = try await browser.post("/session/end")
        #expect(end.status == 200)
        #expect(end["Set-Cookie"] == nil)
        #expect(end.text.contains("This session has ended."))
        #expect(end.trace.contains("DEL sess:\(next)"))
        #expect(end.trace.contains("the browser keeps its cookie"))
        #expect(!end.trace.contains("now holds"))
        #expect(try await redis.cli("keys", "sess:*") == "")

        for path in ["/session/new", "/session/end"] {
            let response = try await browser.get(path)
            #expect(response.status == 303)
            #expect(response["Location"] == "/")
        }
        #expect(try await browser.pour().views == 1)
        #expect(browser.sessionID != next)
    }

    @Test func productionTellsNothing() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis, ["--environment", "production"]))
        for page in [try await browser.get(), try await browser.pour(), try await browser.get()] {
            #expect(page.status == 200)
            #expect(!page.text.contains(heading))
            #expect(!page.text.contains("sess:"))
            #expect(!page.text.contains("redis-cli"))
        }
        #expect(try await browser.post("/session/new").text.contains("Session Info"))
        #expect(try await browser.post("/session/end").text.contains("This session has ended."))
    }

    @Test func withoutRedisNothingIsClaimed() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        _ = try await browser.pour()
        try await redis.kill()
        for page in [try await browser.pour(), try await browser.post("/session/new")] {
            #expect(page.status == 503)
            #expect(!page.text.contains(heading))
        }
    }
}

extension TestResponse {
    /// The text of 'What just happened', without markup.
    var trace: String {
        guard let start = text.range(of: "What just happened") else { return "" }
        return String(text[start.upperBound...]).replacing(/<[^>]*>/, with: "")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&gt;", with: ">")
    }
}
