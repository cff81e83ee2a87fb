import Testing

@testable import TaproomSessions

/// Comparing a session's text with the template must have the same result as parsing it.
@Suite struct CookieTemplateTests {
    private static let options = CookieOptions(secure: .off, maxAge: .seconds(60))
    private static let text =
        #"{"cookie":{"originalMaxAge":60000,"expires":"2026-11-24T12:01:00.000Z","secure":false,"httpOnly":true,"path":"/"},"views":2}"#
    private let usual = CookieTemplate(options)

    private func expectSame(_ text: [UInt8]) {
        let fast = try? SessionCookie.parse(session: text, template: usual, clock: { 0 })
        let slow = try? SessionCookie.parse(session: text, clock: { 0 })
        #expect((fast == nil) == (slow == nil), "\(String(decoding: text, as: UTF8.self))")
        guard let fast, let slow else { return }
        #expect(fast.fields.names == slow.fields.names)
        #expect(fast.fields.bytes == slow.fields.bytes)
        #expect(fast.cookie.hasSettings(of: slow.cookie.state))
        #expect(fast.cookie.expires == slow.cookie.expires)
        var written: [[UInt8]] = [[], []]
        fast.cookie.appendJSON(to: &written[0])
        slow.cookie.appendJSON(to: &written[1])
        #expect(written[0] == written[1])
    }

    @Test func theUsualTextIsRecognized() throws {
        let text = Array(Self.text.utf8)
        let cookie = try #require(usual).cookie(in: text)
        #expect(cookie != nil)
        expectSame(text)
    }

    @Test(arguments: [
        CookieOptions(maxAge: .seconds(5)), CookieOptions(path: "/a", httpOnly: false, maxAge: .milliseconds(1)),
        CookieOptions(domain: "a.example", secure: .on, sameSite: .enabled, maxAge: .seconds(1), partitioned: true),
        CookieOptions(secure: .on, sameSite: CookieOptions.SameSite.none, maxAge: .seconds(1), priority: .high),
    ])
    func whateverTheSettingsWhatWasWrittenIsRecognized(_ options: CookieOptions) throws {
        let cookie = SessionCookie(options, isSecure: true, clock: { 1_800_000_000_000 })
        var text = Array("{\"cookie\":".utf8)
        cookie.appendJSON(to: &text)
        let usual = try #require(CookieTemplate(options))
        let read = usual.cookie(in: text + Array(",\"a\":1}".utf8))
        #expect(read?.hasSettings(of: cookie.state) == true)
        #expect(read?.expires == cookie.expires)
    }

    @Test(arguments: [
        CookieOptions(secure: .auto, sameSite: .lax, maxAge: .seconds(60)),
        CookieOptions(secure: .auto, sameSite: .auto, maxAge: .seconds(60)),
        CookieOptions(sameSite: .auto, maxAge: .seconds(60)),
    ])
    func whatDependsOnTheConnectionIsRecognizedOverBoth(_ options: CookieOptions) throws {
        let template = try #require(CookieTemplate(options))
        for isSecure in [false, true] {
            let cookie = SessionCookie(options, isSecure: isSecure, clock: { 1_800_000_000_000 })
            var text = Array("{\"cookie\":".utf8)
            cookie.appendJSON(to: &text)
            text += Array(",\"a\":1}".utf8)
            let known = ([template] + template.alternatives).compactMap { $0.cookie(in: text) }
            #expect(known.count == 1)
            let read = try SessionCookie.parse(session: text, template: template, clock: { 0 })
            #expect(read.cookie.hasSettings(of: cookie.state))
            #expect(read.cookie.expires == cookie.expires)
            #expect(read.fields.names == ["cookie", "a"])
        }
    }

    @Test func oneByteMoreLessOrOtherIsReadAllTheSame() {
        let text = Array(Self.text.utf8)
        for place in text.indices {
            expectSame(Array(text[..<place]))
            expectSame(Array(text[..<place] + text[(place + 1)...]))
            for byte in Array("\"\\,:{}0Z ".utf8) {
                var other = text
                other[place] = byte
                expectSame(other)
                expectSame(Array(text[..<place] + [byte] + text[place...]))
            }
        }
    }

    @Test(arguments: [
        #","cookie":{"path":"/b"}"#, #","cookie":null"#, #","co\u006fkie":{"originalMaxAge":5}"#, #", "a" : [1] "#, "",
    ])
    func whateverFollows(_ rest: String) {
        expectSame(Array(Self.text.dropLast(11).utf8) + Array(rest.utf8) + [0x7d])
    }

    @Test func aDateThatIsNoneIsNotSkipped() {
        for date in ["2026-11-24T12:01:00.000+", "2026-11-24T25:01:00.000Z", "\",\"a\":\"1234567890123456"] {
            expectSame(Array(Self.text.replacing("2026-11-24T12:01:00.000Z", with: date).utf8))
        }
    }

    @Test func aNameInEscapesIsReadAsWhatItStandsFor() throws {
        let text = #"{"cookie":{"originalMaxAge":60000,"expires":null,"\u0070ath":"/x","htt\u0070Only":false}}"#
        let cookie = try SessionCookie.parse(session: Array(text.utf8), clock: { 0 }).cookie
        #expect(cookie.path == "/x")
        #expect(!cookie.httpOnly)
    }
}

extension CookieTemplate {
    /// Returns the cookie of a text that matches the template; nil for another text.
    fileprivate func cookie(in text: [UInt8]) -> SessionCookie? {
        end(in: text).map { cookie(text, end: $0, clock: { 0 }) }
    }
}
