import Testing

@testable import TaproomSessions

@Suite struct CookieAttributesTests {
    private static let start = 1_800_000_000_000

    private func cookie(_ path: String = "/", maxAge: Duration? = .seconds(60)) -> SessionCookie {
        SessionCookie(CookieOptions(path: path, maxAge: maxAge), isSecure: false, clock: { Self.start })
    }

    @Test func eachCookieGetsItsOwn() {
        let plain = cookie()
        let later = cookie(maxAge: .seconds(61))
        let endless = cookie(maxAge: nil)
        let elsewhere = cookie("/bar")
        let attributes = CookieAttributes()
        for cookie in [plain, later, plain, endless, elsewhere, endless, plain, plain, elsewhere] {
            #expect(attributes.text(cookie.settings, expires: cookie.expirySeconds) == cookie.attributes)
        }
    }

    @Test func aChangeOfTheCookieIsSeen() {
        let attributes = CookieAttributes()
        var cookie = cookie()
        #expect(
            attributes.text(cookie.settings, expires: cookie.expirySeconds)
                == Array("; Path=/; Expires=Fri, 15 Jan 2027 08:01:00 GMT; HttpOnly".utf8))
        cookie.sameSite = .lax
        #expect(
            attributes.text(cookie.settings, expires: cookie.expirySeconds)
                == Array("; Path=/; Expires=Fri, 15 Jan 2027 08:01:00 GMT; HttpOnly; SameSite=Lax".utf8))
        cookie.maxAge = .seconds(1)
        #expect(
            attributes.text(cookie.settings, expires: cookie.expirySeconds)
                == Array("; Path=/; Expires=Fri, 15 Jan 2027 08:00:01 GMT; HttpOnly; SameSite=Lax".utf8))
    }
}
