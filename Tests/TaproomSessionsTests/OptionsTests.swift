import Taproom
import Testing

@testable import TaproomSessions

/// Options that can't work with any browser or server are rejected at the start, with an explanation.
@Suite struct OptionsTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let says: String
        var name = "sid"
        var secrets = ["secret"]
        var cookie = CookieOptions()
        var testDescription: String { says }
    }

    @Test(arguments: [
        Refusal(says: "sessions need a secret", secrets: []),
        Refusal(says: "sessions need a secret", secrets: ["good", ""]),
        Refusal(says: "'a b' is no HTTP token", name: "a b"),
        Refusal(says: "'' is no HTTP token", name: ""),
        Refusal(says: "must begin with /", cookie: CookieOptions(path: "admin")),
        Refusal(says: "no cookie's path", cookie: CookieOptions(path: "/a;b")),
        Refusal(says: "must begin with /", cookie: CookieOptions(path: "")),
        Refusal(says: "domain", cookie: CookieOptions(domain: "")),
        Refusal(says: "domain", cookie: CookieOptions(domain: "a\r\nb")),
        Refusal(says: "'localhost:3000' is no domain", cookie: CookieOptions(domain: "localhost:3000")),
        Refusal(says: "'https://example.com' is no domain", cookie: CookieOptions(domain: "https://example.com")),
        Refusal(says: "'exa mple.com' is no domain", cookie: CookieOptions(domain: "exa mple.com")),
        Refusal(says: "'example.com.' is no domain", cookie: CookieOptions(domain: "example.com.")),
        Refusal(says: "must be secure", name: "__Secure-sid"),
        Refusal(says: "must be secure", name: "__SECURE-sid", cookie: CookieOptions(secure: .off)),
        Refusal(says: "must be secure", name: "__Secure-sid", cookie: CookieOptions(secure: .auto)),
        Refusal(says: "without a domain", name: "__Host-sid", cookie: CookieOptions(domain: "a.example", secure: .on)),
        Refusal(says: "with path /", name: "__host-sid", cookie: CookieOptions(path: "/x", secure: .on)),
        Refusal(says: "SameSite=None", cookie: CookieOptions(sameSite: CookieOptions.SameSite.none)),
        Refusal(says: "partitioned", cookie: CookieOptions(partitioned: true)),
        Refusal(says: "browsers take 4096", name: String(repeating: "n", count: 4096)),
    ])
    func whatCannotWorkIsRefused(_ refusal: Refusal) {
        var options = SessionOptions(secrets: refusal.secrets, cookie: refusal.cookie)
        options.name = refusal.name
        let error = #expect(throws: SessionError.self) { try Sessions(store: MemoryStore(), options: options) }
        #expect(error?.description.contains(refusal.says) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("__Host-sid", CookieOptions(secure: .on)), ("__Secure-sid", CookieOptions(path: "/x", secure: .on)),
        ("sid", CookieOptions(secure: .on, sameSite: CookieOptions.SameSite.none, partitioned: true)),
        ("sid", CookieOptions(secure: .auto, sameSite: .auto)),
        ("sid", CookieOptions(secure: .auto, sameSite: CookieOptions.SameSite.none)),
        ("sid", CookieOptions(domain: "localhost")), ("sid", CookieOptions(domain: ".example.com")),
    ])
    func whatCanWorkIsTaken(_ name: String, _ cookie: CookieOptions) throws {
        var options = SessionOptions(secrets: ["secret"], cookie: cookie)
        options.name = name
        _ = try Sessions(store: MemoryStore(), options: options)
    }
}
