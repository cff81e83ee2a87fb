import Taproom
import TaproomTesting
import Testing

@testable import TaproomSessions

/// The stored text is complete, although the date of the cookie's `expires` is overwritten in place.
@Suite struct SavedTextTests {
    private let store = MemoryStore()
    private let app = Application()

    init() throws {
        var options = SessionOptions(secrets: ["secret"], cookie: CookieOptions(maxAge: .milliseconds(100_000)))
        options.name = "sid"
        options.genid = { _ in "theid" }
        options.saveUninitialized = true
        app.use(try Sessions(store: store, options: options))
        app.get("/look") { request in request.session["x"].map { "\($0)" } ?? "nothing" }
        app.get("/set") { request in
            request.session["a"] = 1
            return "set"
        }
    }

    private func text() async throws -> String {
        String(decoding: try #require(try await store.get("theid")), as: UTF8.self)
    }

    private func cookie(_ client: TestClient) async throws -> [(name: String, value: String)] {
        let value = try #require(try await client.get("/look")["Set-Cookie"])
        return [("Cookie", String(value.prefix { $0 != ";" }))]
    }

    /// Meanwhile another request has stored another cookie, with the same length or not, so that `expires` may be at
    /// another position.
    @Test(arguments: [
        (#""originalMaxAge":100000"#, #""originalMaxAge":99999"#, #""httpOnly":true"#, #""httpOnly":false"#),
        (#""originalMaxAge":100000"#, #""originalMaxAge":900000"#, #""httpOnly":true"#, #""httpOnly":true"#),
        (#""originalMaxAge":100000"#, #""originalMaxAge":1000"#, #""path":"/""#, #""path":"/longer""#),
    ])
    func twoSavesAroundAMerge(_ life: String, _ otherLife: String, _ flag: String, _ otherFlag: String) async throws {
        let store = store
        app.get("/two") { request in
            let session = request.session
            session["a"] = 1
            let ours = String(decoding: try #require(try await store.get("theid")), as: UTF8.self)
            let theirs = ours.replacing(life, with: otherLife).replacing(flag, with: otherFlag)
            let now = session.cookie.expires ?? 0
            try await store.set("theid", SessionRecord(json: Array(theirs.utf8), expires: now, now: now - 90_000))
            try await session.save()
            session["b"] = 2
            return String(decoding: session.json, as: UTF8.self)
        }
        try await app.test(.inProcess) { client in
            let cookie = try await cookie(client)
            let response = try await client.get("/two", headers: cookie)
            #expect(response.status == 200)
            let stored = try await text()
            _ = try JSONValue(parsing: Array(stored.utf8))
            #expect(stored.hasSuffix(#""a":1,"b":2}"#))
            // The middleware updates `expires` once more, and nothing else differs.
            #expect(stored.utf8.count == response.text.utf8.count)
            #expect(try await client.get("/look", headers: cookie).status == 200)
        }
    }

    @Test(arguments: ["12345678901234567890123456", "[1,2,3,4,5,6,7,8,9,10,111]", #""not a date but as long..""#])
    func anExpiresThatIsNoDateIsReplaced(_ expires: String) async throws {
        #expect(expires.utf8.count == 26)
        try await app.test(.inProcess) { client in
            let cookie = try await cookie(client)
            let json = #"{"cookie":{"originalMaxAge":100000,"expires":\#(expires),"httpOnly":true,"path":"/"}}"#
            try await store.set("theid", SessionRecord(json: Array(json.utf8), expires: nil, now: 0))
            #expect(try await client.get("/set", headers: cookie).status == 200)
            let stored = try await text()
            _ = try JSONValue(parsing: Array(stored.utf8))
            #expect(!stored.contains(expires))
            #expect(stored.hasSuffix(#""httpOnly":true,"path":"/"},"a":1}"#))
        }
    }
}
