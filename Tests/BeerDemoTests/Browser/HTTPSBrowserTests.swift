import Foundation
import TestSupport
import Testing

extension InChromium {
    /// The page over HTTPS, with a certificate that the browser trusts.
    @Suite struct HTTPSBrowserTests {
        /// Browsers treat localhost specially, but not this name.
        private static let host = "beer.example"

        private func use(_ body: (_ page: PageInBrowser, _ plainPort: Int) async throws -> Void) async throws {
            let certificates = try TestCertificates()
            try await certificates.writeAuthority()
            let files = try await certificates.write("beer", subject: "/CN=\(Self.host)", names: [Self.host])
            let server = try await DemoServer.start([
                "--tls-certificate", files.certificate, "--tls-key", files.key, "--redirect-port", "0",
            ])
            #expect(try await server.process.wait(for: "redirect"))
            let plainPort = try #require(
                server.process.text.firstMatch(of: /redirect +from http:\/\/[^ ]*:(\d+)/).flatMap { Int($0.1) })
            try await ChromeDriver.trusting(
                authority: certificates.path("authority.pem"), home: certificates.path("home")
            ) {
                try await WebBrowser.use(host: Self.host) { browser in
                    let page = PageInBrowser(browser: browser, server: server, scheme: "https", host: Self.host)
                    try await body(page, plainPort)
                    #expect(try await browser.console() == [])
                }
            }
        }

        @Test func thePageIsSecureAndSoIsItsCookie() async throws {
            try await use { page, plainPort in
                let browser = page.browser
                // The port for plain HTTP redirects to the page.
                try await browser.open("http://\(Self.host):\(plainPort)/")
                #expect(try await browser.address() == page.url)
                let documents = try await browser.documents()
                #expect(documents.last?.url == page.url)
                #expect(documents.last?.securityState == "secure")
                #expect(try await browser.run("return window.isSecureContext", as: Bool.self))
                let cookie = try await browser.cookies().first { $0.name == "_redisDemo" }
                #expect(cookie?.secure == true)
                try await browser.resize(width: 800, height: 700)
                try await page.pour(expecting: 1)
                try await page.pour(expecting: 2)
                let steps = try await browser.text(".trace ol")
                #expect(steps.contains("HttpOnly; Secure"), "\(steps)")
                try await page.fit(to: ".trace ol")
                try await Picture.take("demo-https", of: browser)
            }
        }

        @Test func theBrowserKeepsToHTTPS() async throws {
            try await use { page, _ in
                let browser = page.browser
                try await page.open()
                // Without Strict-Transport-Security, a plain request would reach the TLS port and get an error.
                try await browser.open(page.url.replacing("https:", with: "http:"))
                #expect(try await browser.address() == page.url)
                #expect(try await browser.text("h1") == "Click To Generate a Craft Beer Name!")
            }
        }
    }
}
