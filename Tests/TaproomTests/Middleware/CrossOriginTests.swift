import Taproom
import TaproomTesting
import Testing

/// Requests that another site causes a browser to send.
@Suite struct CrossOriginTests {
    struct Visit: Sendable, CustomTestStringConvertible {
        var site: String?
        var origin: String?
        var method = HTTPMethod.post
        var path = "/"
        let passes: Bool
        var testDescription: String { "\(method.name) \(path) site: \(site ?? "-") origin: \(origin ?? "-")" }
    }

    private func status(_ visit: Visit, _ protection: CrossOriginProtection) async throws -> (Int, String) {
        let app = Application()
        app.use(protection)
        app.get("*") { _ in "ok" }
        for method in [HTTPMethod.post, .put, .patch, .delete, .options] { app.on(method, "*") { _ in "ok" } }
        return try await app.test(.inProcess) { client async throws in
            var headers = [(name: "Host", value: "shop.example:8080")]
            if let site = visit.site { headers.append(("Sec-Fetch-Site", site)) }
            if let origin = visit.origin { headers.append(("Origin", origin)) }
            let response = try await client.send(TestRequest(visit.method, visit.path, headers: headers))
            return (response.status.code, response.text)
        }
    }

    @Test(arguments: [
        Visit(passes: true),
        Visit(site: "same-origin", passes: true), Visit(site: "none", passes: true),
        Visit(site: "same-origin", origin: "https://evil.example", passes: true),
        Visit(site: "cross-site", passes: false), Visit(site: "same-site", passes: false),
        Visit(site: "cross-site", origin: "http://shop.example:8080", passes: false),
        Visit(site: "", passes: false), Visit(site: "Same-Origin", passes: false),
        Visit(origin: "http://shop.example:8080", passes: true),
        Visit(origin: "https://SHOP.example:8080", passes: true),
        Visit(origin: "http://shop.example", passes: false), Visit(origin: "https://evil.example", passes: false),
        Visit(origin: "null", passes: false), Visit(origin: "", passes: false),
        Visit(origin: "http://evil.example/shop.example:8080", passes: false),
        Visit(origin: "http://shop.example:8080@evil.example", passes: false),
        Visit(origin: "shop.example:8080", passes: false), Visit(origin: "file://shop.example:8080", passes: false),
        Visit(site: "cross-site", method: .get, passes: true), Visit(site: "cross-site", method: .head, passes: true),
        Visit(site: "cross-site", method: .options, passes: true),
        Visit(site: "cross-site", method: .put, passes: false),
        Visit(site: "cross-site", method: .delete, passes: false),
        Visit(site: "cross-site", method: .patch, passes: false),
    ])
    func whatAnotherSiteMakesABrowserSendIsRefused(_ visit: Visit) async throws {
        let (status, text) = try await status(visit, CrossOriginProtection())
        #expect((status == 403) != visit.passes)
        #expect(visit.passes || text.contains("from another site"))
    }

    /// A trusted proxy forwards the host that the browser requested.
    @Test(arguments: [(TrustedProxies.loopback, 200), (.none, 403)])
    func theHostThatAProxyForwardsIsTheSame(_ proxies: TrustedProxies, _ status: Int) async throws {
        let app = Application()
        app.settings.trustedProxies = proxies
        app.use(CrossOriginProtection())
        app.post("/") { _ in "ok" }
        try await app.test(.live) { client async throws in
            let response = try await client.post(
                "/", headers: [("Origin", "https://shop.example"), ("X-Forwarded-Host", "shop.example")], body: "")
            #expect(response.status.code == status)
        }
    }

    @Test func twoValuesAreNoSameOrigin() async throws {
        let visit = Visit(site: "same-origin\r\nSec-Fetch-Site: cross-site", passes: false)
        #expect(try await status(visit, CrossOriginProtection()).0 == 403)
    }

    @Test(arguments: [
        Visit(site: "cross-site", origin: "https://partner.example", passes: true),
        Visit(site: "cross-site", origin: "HTTPS://Partner.example", passes: true),
        Visit(origin: "https://partner.example", passes: true),
        Visit(site: "cross-site", origin: "http://partner.example", passes: false),
        Visit(site: "cross-site", origin: "https://partner.example:8443", passes: false),
        Visit(site: "cross-site", origin: "https://evil.partner.example", passes: false),
        Visit(site: "cross-site", passes: false),
        Visit(site: "cross-site", path: "/hooks", passes: true),
        Visit(site: "cross-site", path: "/hooks/a", passes: true),
        Visit(origin: "https://evil.example", path: "/hooks/a", passes: true),
        Visit(site: "cross-site", path: "/hooksx", passes: false),
        Visit(site: "cross-site", path: "/x/hooks", passes: false),
        Visit(site: "cross-site", path: "/%zz", passes: false),
        Visit(site: "cross-site", path: "/hooks/%zz", passes: false),
    ])
    func trustedSitesAndBypassedPathsPass(_ visit: Visit) async throws {
        let protection = try CrossOriginProtection(trustedOrigins: ["https://Partner.example"], bypassing: ["/hooks"])
        #expect((try await status(visit, protection).0 == 403) != visit.passes)
    }

    @Test(arguments: ["partner.example", "https://", "https://a/b", "https://a/", "null", "", "ftp://a", "https://a?b"])
    func whatIsNoOriginIsRefusedAtTheStart(_ text: String) {
        #expect(throws: OriginError(text: text)) { try CrossOriginProtection(trustedOrigins: [text]) }
    }
}
