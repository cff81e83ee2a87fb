import TaproomHTTP
import TestSupport
import Testing

import Taproom
@testable import TaproomSessions

/// All strings of `express-session.json`.
@Suite struct RecordedStringsTests {
    private let recording: JSONValue
    private let now: Int

    init() throws {
        recording = try Fixture.load("express-session.json")
        now = try #require(recording["now_ms"]?.intValue)
    }

    @Test func signaturesAreThoseOfCookieSignature() throws {
        let rows = try #require(recording["signatures"]?.elements)
        #expect(rows.count == 32)
        for row in rows {
            let signer = CookieSigner(secrets: [try #require(row["secret"]?.stringValue)])
            let id = try #require(row["session_id"]?.stringValue)
            let value = try #require(row["cookie_value"]?.stringValue)
            #expect(signer.sign(id) == value)
            let bytes = Array(value.utf8)
            #expect(signer.verify(bytes.span, ByteRange(0, bytes.count))?.id == id)
        }
    }

    @Test func setCookieIsWrittenAsByExpressSession() throws {
        let rows = try #require(recording["set_cookie"]?.elements)
        #expect(rows.count == 10)
        let clock: SessionClock = { [now] in now }
        let signer = CookieSigner(secrets: ["keyboard cat"])
        for row in rows {
            let cookie = SessionCookie(CookieOptions(recorded: row["options"]), isSecure: true, clock: clock)
            let text = SessionCookie.setCookie(
                name: "_redisDemo", "04cd270f-8330-4237-8c6f-a07813064b2c", signer, attributes: cookie.attributes)
            #expect(text == row["set_cookie"]?.stringValue)
        }
    }

    @Test func storedJSONIsThatOfExpressSession() throws {
        let rows = try #require(recording["stored"]?.elements)
        #expect(rows.count == 21)
        let clock: SessionClock = { [now] in now }
        for row in rows {
            let expected = try #require(row["json"]?.stringValue)
            let cookie = SessionCookie(CookieOptions(recorded: row["options"]), isSecure: true, clock: clock)
            var text: [UInt8] = []
            cookie.appendJSON(to: &text)
            var fields = JSONFields()
            fields.set("cookie", text)
            // The row of nested data only names it. Its fields are those of the recorded JSON.
            let source = try row["data"]?.stringValue == nil ? row["data"] : JSONValue(parsing: Array(expected.utf8))
            for member in source?.members ?? [] where member.name != "cookie" {
                fields.set(member.name, member.value.bytes)
            }
            #expect(String(decoding: fields.bytes, as: UTF8.self) == expected)
            // A session that is loaded and saved without a change is byte for byte the same.
            var (saved, again) = try SessionCookie.parse(session: Array(expected.utf8), clock: clock)
            var cookieText: [UInt8] = []
            again.appendJSON(to: &cookieText)
            saved.set("cookie", cookieText)
            #expect(String(decoding: saved.bytes, as: UTF8.self) == expected)
        }
    }

    /// Ids without escapes are verified in place. All others are decoded first.
    @Test(arguments: ["a", "a.b", "a%b", "ä", "a b", String(repeating: "x", count: 300), "a.%2E", "..", "s:a"])
    func whatWasSignedIsVerified(_ id: String) throws {
        let signer = CookieSigner(secrets: ["one", "two"])
        for (index, secret) in ["one", "two"].enumerated() {
            let signed = CookieSigner(secrets: [secret]).sign(id)
            let raw = try #require(PercentCoding.decode(signed))
            for value in [
                signed, signed.replacing("s%3A", with: "s%3a", maxReplacements: 1), raw.contains("%") ? signed : raw,
            ] {
                let bytes = Array("x\(value)".utf8)
                let verified = signer.verify(bytes.span, ByteRange(1, bytes.count))
                #expect(verified?.id == id, "\(value)")
                #expect(verified?.keyIndex == index)
                for place in 5..<bytes.count {
                    var other = bytes
                    other[place] = other[place] == 0x41 ? 0x42 : 0x41
                    let forged = signer.verify(other.span, ByteRange(1, bytes.count))
                    #expect(forged == nil, "\(value) at \(place)")
                }
            }
        }
    }
}
