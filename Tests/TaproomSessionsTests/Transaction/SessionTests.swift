import Foundation
import Synchronization
import Taproom
import TaproomSessions
import TaproomTesting
import Testing

/// The operations of a handler on its session, with the memory store.
@Suite struct SessionTests {
    private struct Cart: Codable, Equatable, Sendable {
        var items: [String]
        var total: Double
    }

    private let store = MemoryStore()

    private func app(_ configure: (inout SessionOptions) -> Void = { _ in }) throws -> Application {
        let app = Application()
        var options = SessionOptions(secrets: ["secret"], cookie: CookieOptions(maxAge: .seconds(60)))
        options.name = "sid"
        configure(&options)
        app.use(try Sessions(store: store, options: options))
        return app
    }

    private func cookie(_ response: TestResponse) -> [(name: String, value: String)] {
        response["Set-Cookie"].map { [("Cookie", String($0.prefix { $0 != ";" }))] } ?? []
    }

    @Test func codableFieldsComeBackAndOthersAreNamed() async throws {
        let app = try app()
        let key = SessionKey<Cart>("cart")
        app.post("/put") { request in
            try request.session.set(key, to: Cart(items: ["stout", "10 ½"], total: 12.5))
            try request.session.set("count", to: 3)
            request.session["raw"] = ["a": [1, nil, true]]
            return "ok"
        }
        app.get("/get") { request throws in
            let session = request.session
            #expect(try session.get(key) == Cart(items: ["stout", "10 ½"], total: 12.5))
            #expect(try session.get("count", as: Int.self) == 3)
            #expect(try session.get("missing", as: Int.self) == nil)
            #expect(session["raw"]?["a"] == [1, nil, true])
            #expect(session.names == ["cart", "count", "raw"])
            let error = #expect(throws: SessionError.self) { try session.get("cart", as: Int.self) }
            #expect(error?.description.contains("'cart'") == true)
            #expect(throws: SessionError.self) { try session.increment("cart") }
            #expect(throws: SessionError.self) { try session.append(1, to: "count") }
            #expect(throws: SessionError.self) { try session.set("cookie", to: 1) }
            return session["count"]?.intValue == 3 ? "kept" : "lost"
        }
        try await app.test(.inProcess) { client async throws in
            let headers = cookie(try await client.post("/put"))
            #expect(try await client.get("/get", headers: headers).text == "kept")
        }
    }

    @Test func datesAreThoseOfJavaScriptAndOldOnesAreStillRead() async throws {
        struct Visit: Codable, Equatable {
            var first: Date
            var last: Date
        }
        let app = try app()
        let date = Date(timeIntervalSince1970: 1_795_867_200.123)
        app.get("/") { request in
            let session = request.session
            try session.set("date", to: date)
            #expect(session["date"] == "2026-11-28T12:00:00.123Z")
            #expect(try session.get("date", as: Date.self) == date)
            session["old"] = [
                "first": JSONValue(date.timeIntervalSinceReferenceDate), "last": "2026-11-28T12:00:00.123Z",
            ]
            #expect(try session.get("old", as: Visit.self) == Visit(first: date, last: date))
            session["none"] = ["first": "yesterday", "last": nil]
            let error = #expect(throws: SessionError.self) { try session.get("none", as: Visit.self) }
            #expect(error?.description.contains("'first' must be a date") == true)
            return "seen"
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/").text == "seen")
        }
    }

    @Test func aNewSessionIsStoredOnlyWhenSomethingIsInIt() async throws {
        let app = try app()
        app.get("/look") { request in request.hasSession ? "\(request.session.id.isEmpty)" : "none" }
        app.get("/none") { _ in "nothing of a session" }
        try await app.test(.inProcess) { client async throws in
            for path in ["/look", "/none"] {
                let response = try await client.get(path)
                #expect(response["Set-Cookie"] == nil)
                #expect(response["Vary"] == (path == "/look" ? "Cookie" : nil))
            }
            #expect(try await store.count() == 0)
        }
    }

    @Test func regenerateEndsTheOldIDAndDestroyEndsAll() async throws {
        let app = try app { $0.saveUninitialized = true }
        app.post("/login") { request in
            let session = request.session
            let old = session.id
            try await session.regenerate()
            #expect(session.id != old)
            session["user"] = "ann"
            return old
        }
        app.post("/logout") { request in
            let session = request.session
            try await session.destroy()
            #expect(!request.hasSession)
            #expect(throws: SessionError.self) { try request.session.increment("n") }
            await #expect(throws: SessionError.self) { try await session.save() }
            return "bye"
        }
        app.get("/who") { request in request.session["user"]?.stringValue ?? "nobody" }
        try await app.test(.inProcess) { client async throws in
            let first = try await client.get("/who")
            let login = try await client.post("/login", headers: cookie(first))
            #expect(try await store.get(login.text) == nil)
            #expect(try await client.get("/who", headers: cookie(login)).text == "ann")
            #expect(try await client.get("/who", headers: cookie(first)).text == "nobody")
            _ = try await client.post("/logout", headers: cookie(login))
            #expect(try await client.get("/who", headers: cookie(login)).text == "nobody")
        }
    }

    @Test func reloadDropsWhatWasNotSaved() async throws {
        let app = try app()
        app.post("/put") { request in
            let session = request.session
            session["a"] = 1
            try await session.save()
            session["a"] = 2
            session["b"] = 3
            try await session.reload()
            return "\(session["a"]?.intValue ?? 0) \(session["b"] == nil)"
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/put").text == "1 true")
        }
    }

    /// The discarded change is not applied, neither at once nor to changes that others have stored meanwhile.
    @Test func whatReloadHasDroppedIsNotChangedByAMerge() async throws {
        let app = try app()
        let store = store
        app.post("/put") { request in
            let session = request.session
            session["a"] = 1
            try await session.save()
            try session.increment("dropped")
            try await session.reload()
            let json = try #require(try await store.get(session.id))
            let theirs = json.dropLast() + Array(#","theirs":1}"#.utf8)
            try await store.set(session.id, SessionRecord(json: theirs, expires: session.cookie.expires, now: 0))
            session["b"] = 2
            try await session.save()
            return session.names.joined(separator: " ")
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/put").text == "a theirs b")
        }
    }

    @Test(arguments: [SessionUnset.keep, .destroy])
    func unsetKeepsOrDestroys(_ unset: SessionUnset) async throws {
        let app = try app { $0.unset = unset }
        app.post("/put") { request in
            try request.session.set("a", to: 1); return "ok"
        }
        app.post("/unset") { request in
            request.session.unset(); return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let headers = cookie(try await client.post("/put"))
            _ = try await client.post("/unset", headers: headers)
            #expect(try await store.count() == (unset == .keep ? 1 : 0))
        }
    }

    @Test func mountedTwiceWorksOnceAndByPathOnlyThere() async throws {
        let app = Application()
        let sessions = try Sessions(store: store, secrets: ["secret"], name: "sid")
        app.use("/shop", sessions)
        app.use("/shop", sessions)
        app.get("/shop/add") { request in "\(try request.session.increment("n"))" }
        app.get("/shopping") { request in "\(request.hasSession)" }
        app.get("/elsewhere") { request in "\(request.hasSession)" }
        try await app.test(.inProcess) { client async throws in
            let first = try await client.get("/shop/add")
            #expect(first.text == "1")
            #expect(first.values("Set-Cookie").count == 1)
            #expect(try await client.get("/shop/add", headers: cookie(first)).text == "2")
            #expect(try await client.get("/shopping").text == "false")
            #expect(try await client.get("/elsewhere").text == "false")
        }
    }

    /// The browser sends such a cookie with requests below the path (RFC 6265 §5.1.4).
    @Test(arguments: [
        ("/admin/", true), ("/admin/x", true), ("/%61dmin/x?y", true), ("/admin", false), ("/admin?long=query", false),
        ("/%61dmin", false), ("/administrator", false),
    ])
    func aCookiePathWithASlashCoversWhatIsBelowIt(_ target: String, _ isCovered: Bool) async throws {
        let app = Application()
        app.use(try Sessions(store: store, secrets: ["secret"], cookie: CookieOptions(path: "/admin/")))
        app.all("/*") { request in "\(request.hasSession)" }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get(target).text == "\(isCovered)")
        }
    }

    /// A part that can't be decoded is not a segment, so there may be fewer segments than the cookie's path has.
    @Test(arguments: ["/%zz", "/%zz/x", "/admin/%zz", "/%00"])
    func aPathThatCannotBeDecodedIsAnsweredBehindACookiePath(_ target: String) async throws {
        let app = Application()
        app.use(try Sessions(store: store, secrets: ["secret"], cookie: CookieOptions(path: "/admin/")))
        app.all("/*") { request in "\(request.hasSession)" }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get(target).status == 404)
        }
    }

    /// A secure cookie is sent if the connection is secure according to a trusted proxy.
    @Test(arguments: [
        (SessionProxy.application, true, true), (.application, false, false), (.trust, false, true),
        (.distrust, true, false),
    ])
    func aProxyIsBelievedAsTheOptionsSay(_ proxy: SessionProxy, _ isTrusted: Bool, _ isSecure: Bool) async throws {
        let app = Application()
        if isTrusted { app.settings.trustedProxies = .loopback }
        var options = SessionOptions(secrets: ["secret"], cookie: CookieOptions(secure: .on))
        options.proxy = proxy
        options.saveUninitialized = true
        app.use(try Sessions(store: store, options: options))
        app.get("/") { request in request.session.id }
        try await app.test(.live) { client async throws in
            let forwarded = [(name: "X-Forwarded-Proto", value: "https")]
            #expect(try await client.get("/", headers: forwarded).values("Set-Cookie").isEmpty == !isSecure)
            #expect(try await client.get("/").values("Set-Cookie").isEmpty)
        }
    }

    @Test func idsAndCookiesCanBeMadeFromTheRequest() async throws {
        let app = Application()
        var options = SessionOptions(secrets: ["secret"]) { request in
            CookieOptions(maxAge: request.header("x-long") == nil ? .seconds(10) : .seconds(1000))
        }
        options.saveUninitialized = true
        options.genid = { request in "made-for-\(request.header("x-name") ?? "nobody")" }
        app.use(try Sessions(store: store, options: options))
        app.get("/") { request in
            let cookie = request.session.cookie
            return "\(request.session.id) \(cookie.originalMaxAge?.components.seconds ?? 0)"
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/", headers: [("X-Name", "ann")]).text == "made-for-ann 10")
            #expect(try await client.newVisitor().get("/", headers: [("X-Long", "1")]).text == "made-for-nobody 1000")
        }
    }

    @Test func aSessionsOwnMaxAgeIsKept() async throws {
        let app = try app()
        app.post("/remember") { request in
            let session = request.session
            session["user"] = "ann"
            session.cookie.maxAge = .seconds(86_400)
            return "ok"
        }
        app.get("/life") { request in
            "\(request.session.cookie.originalMaxAge?.components.seconds ?? 0)"
        }
        try await app.test(.inProcess) { client async throws in
            let headers = cookie(try await client.post("/remember"))
            #expect(try await client.get("/life", headers: headers).text == "86400")
        }
    }
}
