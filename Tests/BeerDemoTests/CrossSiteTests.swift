import TestSupport
import Testing

/// Requests from other sites have no effect on the demo.
@Suite struct CrossSiteTests {
    @Test(arguments: [
        [(name: "Sec-Fetch-Site", value: "cross-site"), (name: "Origin", value: "https://evil.example")],
        [(name: "Sec-Fetch-Site", value: "same-site")], [(name: "Origin", value: "https://evil.example")],
    ])
    func anotherSiteNeitherPoursNorEndsASession(_ fields: [(name: String, value: String)]) async throws {
        let browser = Browser(try await DemoServer.start())
        #expect(try await browser.pour().views == 1)
        let id = try #require(browser.sessionID)
        for path in ["/", "/session/new", "/session/end"] {
            let response = try await browser.post(path, headers: fields)
            #expect(response.status == 403, "\(path)")
            #expect(response["Set-Cookie"] == nil)
            #expect(response.text.contains("from another site"))
        }
        #expect(browser.sessionID == id)
        let own = try await browser.post("/", headers: [(name: "Sec-Fetch-Site", value: "same-origin")])
        #expect(own.views == 2)
    }

    @Test func theCookieStaysAwayFromOtherSitesInProduction() async throws {
        let server = try await DemoServer.start(["--environment", "production", "--trust-proxy", "loopback"])
        let plain = try #require(try await Browser(server).get()["Set-Cookie"])
        #expect(plain.wholeMatch(of: /_redisDemo=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax/) != nil)
        let secure = try await Browser(server).get("/", headers: [(name: "X-Forwarded-Proto", value: "https")])
        #expect(
            secure["Set-Cookie"]?.wholeMatch(
                of: /_redisDemo=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax/) != nil)
    }

    /// The cookie is that of the tutorial.
    @Test func theCookieIsPlainInDevelopment() async throws {
        let cookie = try #require(try await Browser(try await DemoServer.start()).get()["Set-Cookie"])
        #expect(cookie.wholeMatch(of: /_redisDemo=[^;]+; Path=\/; Expires=[^;]+; HttpOnly/) != nil)
    }

    @Test func aPageIsForItsOwnSiteAlone() async throws {
        let browser = Browser(try await DemoServer.start())
        for path in ["/", "/nothing-here"] {
            let page = try await browser.get(path)
            let policy = try #require(page["Content-Security-Policy"]).split(separator: "; ")
            for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
                #expect(policy.contains { $0 == rule }, "\(rule)")
            }
            #expect(page["Referrer-Policy"] == "no-referrer")
            #expect(page["X-Content-Type-Options"] == "nosniff")
        }
    }
}
