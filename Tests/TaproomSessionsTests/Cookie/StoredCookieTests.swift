import Testing

@testable import TaproomSessions

/// The parsing of cookies that other programs have stored.
@Suite struct StoredCookieTests {
    private func cookie(_ fields: String) throws -> SessionCookie {
        try SessionCookie.parse(session: Array("{\"cookie\":{\(fields)}}".utf8), clock: { 0 }).cookie
    }

    @Test func whatIsStoredIsRead() throws {
        let cookie = try cookie(
            #""originalMaxAge":60000,"secure":true,"httpOnly":false,"domain":"a.example","path":"/x","sameSite":"lax""#)
        #expect(cookie.originalMaxAge == .seconds(60))
        #expect(cookie.secure == true)
        #expect(cookie.httpOnly == false)
        #expect(cookie.domain == "a.example")
        #expect(cookie.path == "/x")
        #expect(cookie.sameSite == .lax)
    }

    /// Scripts must not be able to read a cookie because invalid data was stored.
    @Test(arguments: ["null", "1", "\"no\"", "{}", "[true]"])
    func whatIsNotWhatItShouldBeCountsAsMissing(_ value: String) throws {
        let names = ["originalMaxAge", "expires", "secure", "httpOnly", "domain", "path", "sameSite", "priority"]
        let other = value == "\"no\"" ? ["domain", "path"] : value == "1" ? ["originalMaxAge"] : []
        let fields = names.filter { !other.contains($0) }.map { "\"\($0)\":\(value)" }
        let cookie = try cookie(fields.joined(separator: ","))
        #expect(cookie.httpOnly)
        #expect(cookie.path == "/")
        #expect(cookie.secure == nil && cookie.domain == nil && cookie.sameSite == nil && cookie.priority == nil)
        #expect(cookie.originalMaxAge == nil && cookie.expires == nil)
    }
}
