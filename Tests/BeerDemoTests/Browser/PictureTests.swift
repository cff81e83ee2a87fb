import TestSupport
import Testing

extension InChromium {
    /// The pictures of the demo in the README and in Documentation/HowSessionsWork.md.
    @Suite struct PictureTests {
        @Test func theDemoAndItsTrace() async throws {
            let redis = try await RedisServer.start()
            try await PageInBrowser.use(try await DemoServer.start(redis: redis)) { page in
                let browser = page.browser
                try await browser.resize(width: 800, height: 700)
                try await page.open()
                for views in 1...2 { try await page.pour(expecting: views) }
                #expect(try await !browser.text(".name").isEmpty)
                try await page.fit(to: ".session")
                try await Picture.take("demo", of: browser)

                let steps = try await browser.text(".trace ol")
                for step in ["The request brought the cookie", "The session was loaded", "GET sess:"] {
                    #expect(steps.contains(step), "\(step) in \(steps)")
                }
                let height: Int = try await browser.run(
                    "return Math.ceil(document.querySelector('.trace').getBoundingClientRect().height)")
                try await browser.resize(width: 800, height: height)
                let top: Double = try await browser.run(
                    """
                    document.querySelector('.trace').scrollIntoView();
                    return document.querySelector('.trace').getBoundingClientRect().top;
                    """)
                #expect(abs(top) < 1)
                try await Picture.take("demo-trace", of: browser)
            }
        }
    }
}
