import Taproom
import TaproomTesting
import Testing

/// Header fields that restrict a page to its purpose.
@Suite struct SecurityHeadersTests {
    private func app(_ headers: SecurityHeaders) -> Application {
        let app = Application()
        app.use(headers)
        app.get("/page") { _ in Response.html(Array("<p>x</p>".utf8)) }
        app.get("/text") { _ in "x" }
        app.get("/own") { _ in
            var response = Response.html(Array("<p>x</p>".utf8))
            response.headers["Content-Security-Policy"] = "default-src *"
            response.headers["Strict-Transport-Security"] = "max-age=1"
            return response
        }
        return app
    }

    @Test func aPageHasAPolicyAndATextIsNotGuessedAt() async throws {
        try await app(SecurityHeaders()).test(.inProcess) { client async throws in
            let page = try await client.get("/page")
            let policy = try #require(page["Content-Security-Policy"]).split(separator: "; ")
            for rule in ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'"] {
                #expect(policy.contains { $0 == rule }, "\(rule)")
            }
            #expect(page["Referrer-Policy"] == "no-referrer")
            #expect(page["X-Content-Type-Options"] == "nosniff")
            for path in ["/text", "/none"] {
                let text = try await client.get(path)
                #expect(text["Content-Security-Policy"] == nil)
                #expect(text["X-Content-Type-Options"] == "nosniff")
            }
        }
    }

    @Test func whatAHandlerSetsStays() async throws {
        let headers = SecurityHeaders(contentSecurityPolicy: "default-src 'none'", referrerPolicy: "same-origin")
        try await app(headers).test(.inProcess, isSecure: true) { client async throws in
            let own = try await client.get("/own")
            #expect(own.values("Content-Security-Policy") == ["default-src *"])
            #expect(own.values("Strict-Transport-Security") == ["max-age=1"])
            #expect(own["Referrer-Policy"] == "same-origin")
            #expect(try await client.get("/page")["Content-Security-Policy"] == "default-src 'none'")
        }
    }

    @Test func transportSecurityIsAskedForOverTLSOnly() async throws {
        for (headers, expected) in [
            (SecurityHeaders(), "max-age=31536000"), (SecurityHeaders(transportSecurity: .seconds(60)), "max-age=60"),
            (SecurityHeaders(transportSecurity: nil), nil),
        ] {
            try await app(headers).test(.inProcess, isSecure: true) { client async throws in
                for path in ["/page", "/text"] {
                    #expect(try await client.get(path)["Strict-Transport-Security"] == expected)
                }
            }
            try await app(headers).test(.inProcess) { client async throws in
                #expect(try await client.get("/page")["Strict-Transport-Security"] == nil)
            }
        }
    }
}
