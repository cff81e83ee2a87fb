import Foundation
import TestSupport
import Testing

/// The tests that need a browser, run one at a time.
@Suite(.serialized, .chromeDriver) enum InChromium {}

extension InChromium {
    /// The page in use.
    @Suite struct BrowserTests {
        @Test func aVisit() async throws {
            let server = try await DemoServer.start()
            try await PageInBrowser.use(server) { page in
                try await page.open()
                let browser = page.browser
                #expect(try await browser.run("return document.title", as: String.self) == "Craft Beer Name Demo")
                #expect(try await browser.text("h1") == "Click To Generate a Craft Beer Name!")
                #expect(try await browser.count(".name") == 0)
                #expect(try await !browser.text(".session").contains("Beers viewed"))
                let id = try await page.sessionID()

                // Neither pour reloads the page, so a mark made in it stays.
                let _: Bool? = try await browser.run("window.mark = true")
                try await page.pour(expecting: 1)
                #expect(try await !browser.text(".name").isEmpty)
                #expect(try await browser.text(".style").wholeMatch(of: /\( .+ \)/) != nil)
                try await page.pour(expecting: 2)
                #expect(try await browser.run("return window.mark", as: Bool.self))
                #expect(try await page.sessionID() == id)
                #expect((1...60).contains(try await page.seconds()))
                let seconds = try await page.seconds()
                try await browser.wait(for: "expires in \(seconds - 1) seconds", in: ".session")

                try await browser.reload()
                #expect(try await browser.run("return window.mark ?? false", as: Bool.self) == false)
                #expect(try await browser.text(".session").contains("Beers viewed in this session: 2"))
                #expect(try await browser.count(".name") == 0)
                #expect(try await page.sessionID() == id)

                let cookies = try await browser.cookies()
                #expect(cookies.count == 1)
                #expect(cookies.first?.name == "_redisDemo")
                #expect(cookies.first?.value.hasPrefix("s%3A\(id).") == true)
                #expect(cookies.first?.httpOnly == true)
                #expect(cookies.first?.secure == false)
                #expect(cookies.first?.path == "/")
                #expect(cookies.first?.expiry != nil)
                #expect(try await browser.run("return document.cookie", as: String.self) == "")

                // Another browser has another session.
                try await PageInBrowser.use(server) { other in
                    try await other.open()
                    try await other.pour(expecting: 1)
                    #expect(try await other.sessionID() != id)
                }
            }
        }

        @Test func twoTabsAgree() async throws {
            try await PageInBrowser.use(try await DemoServer.start()) { page in
                try await page.open()
                try await page.pour(expecting: 1)
                let tabs = try await page.browser.openTab()
                try await page.open()
                try await page.pour(expecting: 2)
                try await page.browser.select(tab: tabs.old)
                try await page.browser.wait(for: "Beers viewed in this session: 2", in: ".session")
                try await page.browser.click("[aria-describedby=about-new]")
                try await page.browser.wait(for: "still empty", in: ".beer")
                let id = try await page.sessionID()
                try await page.browser.select(tab: tabs.new)
                try await page.browser.wait(for: id, in: ".session")
                #expect(try await !page.browser.text(".session").contains("Beers viewed"))
            }
        }

        @Test func aSessionExpires() async throws {
            try await PageInBrowser.use(try await DemoServer.start(["--session-max-age", "2"])) { page in
                try await page.open()
                try await page.pour(expecting: 1)
                let id = try await page.sessionID()
                try await page.browser.wait(for: "This session has expired.", in: ".session")
                let text = try await page.browser.text(".session")
                #expect(text.contains("The next click starts a new session"))
                #expect(!text.contains("expires in"))
                #expect(try await page.browser.cookies().isEmpty)
                try await page.pour(expecting: 1)
                #expect(try await page.sessionID() != id)
                #expect(try await page.browser.text(".session").contains("Session expires in"))
            }
        }

        @Test(arguments: [true, false]) func theExperiments(scripts: Bool) async throws {
            let redis = try await RedisServer.start()
            try await PageInBrowser.use(try await DemoServer.start(redis: redis), scripts: scripts) { page in
                try await page.open()
                try await page.pour(expecting: 1)
                let id = try await page.sessionID()
                try await page.browser.click("[aria-describedby=about-new]")
                try await page.browser.wait(for: "still empty", in: ".beer")
                let next = try await page.sessionID()
                #expect(next != id)
                #expect(try await redis.cli("exists", "sess:\(id)") == "0")
                #expect(try await redis.cli("exists", "sess:\(next)") == "1")
                try await page.pour(expecting: 1)
                try await page.browser.click("[aria-describedby=about-end]")
                try await page.browser.wait(for: "This session has ended.", in: ".session")
                #expect(try await redis.cli("keys", "sess:*") == "")
                try await page.pour(expecting: 1)
                #expect(try await page.sessionID() != next)
            }
        }

        @Test func withoutJavaScriptThePageWorks() async throws {
            try await PageInBrowser.use(try await DemoServer.start(), scripts: false) { page in
                try await page.open()
                let id = try await page.sessionID()
                try await page.pour(expecting: 1)
                try await page.pour(expecting: 2)
                #expect(try await !page.browser.text(".name").isEmpty)
                #expect(try await page.sessionID() == id)
                #expect(try await page.seconds() == 60)
            }
        }

        @Test func theKeyboardIsEnough() async throws {
            try await PageInBrowser.use(try await DemoServer.start()) { page in
                try await page.open()
                let browser = page.browser
                try await browser.press(tab)
                #expect(
                    try await browser.run("return document.activeElement.textContent", as: String.self)
                        == "Pour Another")
                let outline = try await browser.run(
                    "return getComputedStyle(document.activeElement).outlineStyle", as: String.self)
                #expect(outline == "solid")
                try await browser.press(enter)
                try await browser.wait(for: "Beers viewed in this session: 1", in: ".session")
                // The focus stays where it was.
                try await browser.press(space)
                try await browser.wait(for: "Beers viewed in this session: 2", in: ".session")
                try await browser.press(tab)
                #expect(
                    try await browser.run("return document.activeElement.textContent", as: String.self) == "New session"
                )
                try await browser.press(enter)
                try await browser.wait(for: "still empty", in: ".beer")
            }
        }

        @Test func aNarrowPageDoesNotScrollSideways() async throws {
            try await PageInBrowser.use(try await DemoServer.start()) { page in
                for width in [320, 768, 1440] {
                    try await page.browser.resize(width: width)
                    try await page.open()
                    for _ in 0..<2 {
                        let wide: Int = try await page.browser.run("return document.documentElement.scrollWidth")
                        #expect(wide <= width)
                        try await page.browser.click(".pour")
                        try await page.browser.wait(for: "(", in: ".beer")
                    }
                }
            }
        }

        @Test func aServerThatIsGoneIsTold() async throws {
            let server = try await DemoServer.start()
            try await WebBrowser.use { browser in
                let page = PageInBrowser(browser: browser, server: server)
                try await page.open()
                try await page.pour(expecting: 1)
                let beer = try await browser.text(".name")
                server.process.signal(SIGKILL)
                _ = try await server.process.exitCode()
                try await browser.click(".pour")
                try await browser.wait(for: "Error, please try again", in: "[role=alert]")
                #expect(try await browser.text(".name") == beer)
                #expect(try await browser.text(".session").contains("Beers viewed in this session: 1"))
            }
        }

        @Test func anAPIWithoutABeerIsTold() async throws {
            let names = try await DemoServer.start()
            let server = try await DemoServer.start(["--beer-api", "http://127.0.0.1:\(names.port)/api/beer"])
            try await WebBrowser.use { browser in
                let page = PageInBrowser(browser: browser, server: server)
                try await page.open()
                try await page.pour(expecting: 1)
                names.process.signal(SIGKILL)
                _ = try await names.process.exitCode()
                try await browser.click(".pour")
                try await browser.wait(for: "Error, please try again", in: "[role=alert]")
                #expect(try await browser.count(".name") == 0)
                #expect(try await browser.text(".session").contains("Beers viewed in this session: 1"))
            }
        }

        // Code points of the WebDriver protocol.
        private let tab = "\u{e004}"
        private let enter = "\u{e007}"
        private let space = " "
    }
}
