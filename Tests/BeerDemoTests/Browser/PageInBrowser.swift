import Foundation
import TestSupport
import Testing

/// The page as a person uses it.
struct PageInBrowser {
    let browser: WebBrowser
    let server: DemoServer
    var scheme = "http"
    var host = "localhost"

    var url: String { "\(scheme)://\(host):\(server.port)/" }

    func open() async throws { try await browser.open(url) }

    /// Clicks, and waits for the count.
    func pour(expecting views: Int) async throws {
        try await browser.click(".pour")
        try await browser.wait(for: "Beers viewed in this session: \(views)", in: ".session")
    }

    func sessionID() async throws -> String { try await browser.text(".session code") }

    func seconds() async throws -> Int {
        let text = try await browser.text(".session")
        return try #require(text.firstMatch(of: /expires in (\d+) seconds/).flatMap { Int($0.1) })
    }

    /// Resizes the window so that it ends a little below an element and has the width of the pictures.
    func fit(to selector: String) async throws {
        let bottom: Int = try await browser.run(
            "return Math.ceil(document.querySelector('\(selector)').getBoundingClientRect().bottom)")
        try await browser.resize(width: 800, height: bottom + 8)
    }

    /// Runs `body` with the page in a browser, whose console must be empty at the end.
    static func use(
        _ server: DemoServer, scripts: Bool = true, _ body: (PageInBrowser) async throws -> Void
    ) async throws {
        try await WebBrowser.use(scripts: scripts) { browser in
            try await body(PageInBrowser(browser: browser, server: server))
            #expect(try await browser.console() == [])
        }
    }
}
