import Foundation
import Taproom
import TaproomRedis
import TaproomSessions
import TestSupport
import Testing

/// The steps of Documentation/HowSessionsWork.md, performed in Chromium.
@Suite(.serialized, .chromeDriver, .timeLimit(.minutes(5))) struct HowSessionsWorkGuideTests {
    static let secret = "the secret of this tutorial, 40 bytes..."

    /// Serves an application, and opens its page in a browser.
    private func visit(
        _ app: Application, _ folder: TutorialFolder, profile: URL? = nil,
        _ body: (WebBrowser) async throws -> Void
    ) async throws {
        try await serve(app) { url in
            try await WebBrowser.use(profile: profile) { browser in
                try await open(url, browser)
                try await body(browser)
            }
        }
        withExtendedLifetime(folder) {}
    }

    /// Serves an application, and passes its address to `body`.
    private func serve(_ app: Application, _ body: (String) async throws -> Void) async throws {
        let server = try await app.start(port: 0)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body("http://localhost:\(server.port)/"))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        try result.get()
    }

    private func open(_ url: String, _ browser: WebBrowser) async throws {
        try await browser.resize(width: 640, height: 480)
        try await browser.open(url)
    }

    /// Takes a picture, and checks that it shows the whole page.
    private func picture(_ name: String, _ browser: WebBrowser) async throws {
        let fits: Bool = try await browser.run("return document.documentElement.scrollHeight <= innerHeight")
        #expect(fits, "\(name): the page is larger than the window")
        try await Picture.take(name, of: browser)
    }

    private func pour(_ browser: WebBrowser, expecting views: Int) async throws {
        try await browser.click("button")
        try await browser.wait(for: "Beers viewed in this session: \(views)", in: ".session")
    }

    private func id(_ browser: WebBrowser) async throws -> String { try await browser.text(".session code") }

    private func seconds(_ browser: WebBrowser) async throws -> Int {
        let text = try await browser.text(".session")
        return try #require(text.firstMatch(of: /expires in (\d+) seconds/).flatMap { Int($0.1) })
    }

    private func store(_ redis: RedisServer) throws -> RedisStore {
        RedisStore(RedisClient(try RedisURL(redis.url)))
    }

    // MARK: The steps

    @Test func aPageWithoutSessions() async throws {
        let folder = try TutorialFolder(views: "WithoutSessions")
        try await visit(WithoutSessions.Bar(folder: folder.path).application(), folder) { browser in
            #expect(try await browser.text("h1") == "Craft Beer Names")
            #expect(try await browser.count(".beer") == 0)
            try await browser.click("button")
            try await browser.wait(for: "\n", in: ".beer")
            try await browser.resize(width: 640, height: 280)
            try await picture("tutorial-page", browser)
            #expect(try await browser.cookies().isEmpty)
        }
    }

    @Test func aPanelWithoutASession() async throws {
        let folder = try TutorialFolder(views: "WithPanel")
        try await visit(WithPanel.Bar(folder: folder.path).application(), folder) { browser in
            #expect(try await browser.text(".session") == "Session Info\nThere is no session.")
            try await browser.resize(width: 640, height: 340)
            try await picture("tutorial-panel", browser)
            #expect(try await browser.cookies().isEmpty)
        }
    }

    @Test func aSession() async throws {
        let redis = try await RedisServer.start()
        let folder = try TutorialFolder(views: "WithPanel")
        let bar = WithSessions.Bar(folder: folder.path, store: try store(redis), secret: Self.secret)
        #expect(throws: SessionError.self) {
            try WithSessions.Bar(folder: folder.path, store: bar.store, secret: "").application()
        }
        try await serve(bar.application()) { url in
            try await WebBrowser.use { browser in
                try await open(url, browser)
                let first = try await id(browser)
                #expect(UUID(uuidString: first) != nil)
                #expect(try await seconds(browser) == 60)
                try await picture("tutorial-session", browser)
                try await browser.reload()
                #expect(try await id(browser) == first)
                #expect(try await redis.cli("keys", "*") == "sess:\(first)")
                try await WebBrowser.use { other in
                    try await open(url, other)
                    #expect(try await id(other) != first)
                }
            }
        }
        withExtendedLifetime(folder) {}
    }

    @Test func aCount() async throws {
        let redis = try await RedisServer.start()
        let folder = try TutorialFolder(views: "WithCount")
        let bar = WithCount.Bar(folder: folder.path, store: try store(redis), secret: Self.secret)
        try await visit(bar.application(), folder) { browser in
            #expect(try await !browser.text(".session").contains("Beers viewed"))
            let first = try await id(browser)
            for views in 1...3 { try await pour(browser, expecting: views) }
            #expect(try await id(browser) == first)
            #expect(try await seconds(browser) == 60)
            try await picture("tutorial-count", browser)
            // Reloading would repeat the POST.
            try await browser.open(browser.address())
            #expect(try await browser.text(".session").contains("Beers viewed in this session: 3"))
        }
    }

    @Test func theCookieAndTheValue() async throws {
        let redis = try await RedisServer.start()
        let folder = try TutorialFolder(views: "WithCount")
        let bar = WithCount.Bar(folder: folder.path, store: try store(redis), secret: Self.secret)
        try await visit(bar.application(), folder) { browser in
            for views in 1...2 { try await pour(browser, expecting: views) }
            let id = try await id(browser)
            let cookie = try #require(try await browser.cookies().first)
            #expect(try await browser.cookies().count == 1)
            let expiry = try #require(cookie.expiry)
            let date = Date(timeIntervalSince1970: TimeInterval(expiry)).formatted(.iso8601)
            try Transcript.check(
                "cookie",
                """
                Name       \(cookie.name)
                Value      \(cookie.value)
                Path       \(cookie.path)
                Expires    \(date)
                HttpOnly   \(cookie.httpOnly ? "yes" : "no")
                Secure     \(cookie.secure ? "yes" : "no")
                """)
            // Scripts of the page can't read the cookie.
            #expect(try await browser.run("return document.cookie", as: String.self) == "")

            try Transcript.check(
                "signature",
                """
                $ printf %s \(id) | openssl dgst -sha256 -hmac "\(Self.secret)" -binary | base64
                \(try await Transcript.shell(Transcript.signing(id, Self.secret)))
                """)
            let signature = try await Transcript.shell(Transcript.signing(id, Self.secret))
            #expect(
                cookie.value.removingPercentEncoding
                    == "s:\(id).\(signature.trimmingCharacters(in: CharacterSet(charactersIn: "=")))")

            try Transcript.check(
                "redis",
                """
                $ redis-cli --raw keys 'sess:*'
                \(try await redis.cli("--raw", "keys", "sess:*"))
                $ redis-cli --raw get sess:\(id)
                \(try await redis.cli("--raw", "get", "sess:\(id)"))
                $ redis-cli --raw ttl sess:\(id)
                \(try await redis.cli("--raw", "ttl", "sess:\(id)"))
                """)
            #expect((1...60).contains(try #require(Int(try await redis.cli("ttl", "sess:\(id)")))))
        }
    }

    /// Viewing a page touches the session in Redis. The browser's cookie does not change.
    @Test func aLookTouchesTheSession() async throws {
        let redis = try await RedisServer.start()
        let folder = try TutorialFolder(views: "WithCount")
        let bar = WithCount.Bar(folder: folder.path, store: try store(redis), secret: Self.secret)
        try await visit(bar.application(), folder) { browser in
            try await pour(browser, expecting: 1)
            let key = "sess:\(try await id(browser))"
            let stored = try await redis.cli("get", key)
            let end = try #require(Int(try await redis.cli("pexpiretime", key)))
            let expiry = try await browser.cookies().first?.expiry
            try await eventually("the time to live runs down") {
                (Int(try await redis.cli("ttl", key)) ?? 60) <= 57
            }
            try await browser.open(browser.address())
            #expect(try #require(Int(try await redis.cli("pexpiretime", key))) > end + 2000)
            #expect(try await redis.cli("get", key) == stored)
            #expect(try await browser.cookies().first?.expiry == expiry)
            #expect(try await seconds(browser) < 60)
        }
    }

    @Test(arguments: [Duration.seconds(60), nil]) func closingTheBrowser(maxAge: Duration?) async throws {
        let redis = try await RedisServer.start()
        let folder = try TutorialFolder(views: "WithCount")
        let bar = WithCount.Bar(
            folder: folder.path, store: try store(redis), secret: Self.secret, maxAge: maxAge)
        try await serve(bar.application()) { url in
            let before = try await WebBrowser.use(profile: folder.profile) { browser in
                try await open(url, browser)
                try await pour(browser, expecting: 1)
                return try await id(browser)
            }
            try await WebBrowser.use(profile: folder.profile) { browser in
                try await open(url, browser)
                let hasCome = try await browser.text(".session").contains("Beers viewed in this session: 1")
                #expect(hasCome == (maxAge != nil))
                #expect(try await (id(browser) == before) == (maxAge != nil))
            }
            #expect(try await redis.cli("exists", "sess:\(before)") == "1")
        }
    }

    @Test func afterTheTimeToLive() async throws {
        let redis = try await RedisServer.start()
        let folder = try TutorialFolder(views: "WithCount")
        let bar = WithCount.Bar(
            folder: folder.path, store: try store(redis), secret: Self.secret, maxAge: .seconds(5))
        try await visit(bar.application(), folder) { browser in
            for views in 1...2 { try await pour(browser, expecting: views) }
            let before = try await id(browser)
            try await eventually("the cookie expires") { try await browser.cookies().isEmpty }
            try await eventually("the session expires") {
                try await redis.cli("exists", "sess:\(before)") == "0"
            }
            try Transcript.check(
                "expired",
                """
                $ redis-cli --raw exists sess:\(before)
                \(try await redis.cli("--raw", "exists", "sess:\(before)"))
                """)
            try await pour(browser, expecting: 1)
            #expect(try await id(browser) != before)
            try await picture("tutorial-expired", browser)
        }
    }
}
