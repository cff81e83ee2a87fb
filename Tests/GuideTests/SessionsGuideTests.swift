import Foundation
import Taproom
import TaproomRedis
import TaproomSessions
import TaproomTesting
import Testing

struct Cart: Codable {
    var items: [String]
}

extension SessionKey where Value == Cart {
    static var cart: SessionKey { SessionKey("cart") }
}

actor DictionaryStore: SessionStore {
    private var sessions: [String: (json: [UInt8], end: Int)] = [:]

    /// Milliseconds since 1970 at which a session ends; one whose cookie has no expiry lives for a day.
    private func end(_ record: SessionRecord) -> Int { record.expires ?? record.now + 86_400_000 }

    func get(_ id: String) async throws -> [UInt8]? {
        guard let session = sessions[id], session.end > Int(Date.now.timeIntervalSince1970 * 1000) else { return nil }
        return session.json
    }

    func set(_ id: String, _ record: SessionRecord) async throws {
        sessions[id] = (record.json, end(record))
    }

    func touch(_ id: String, _ record: SessionRecord) async throws -> Bool {
        guard sessions[id] != nil else { return false }
        sessions[id]?.end = end(record)
        return true
    }

    func destroy(_ id: String) async throws { sessions[id] = nil }

    func ids(from cursor: String?) async throws -> (ids: [String], next: String?) {
        (Array(sessions.keys), nil)
    }
}

/// The examples of Documentation/Sessions.md.
@Suite(.timeLimit(.minutes(2))) struct SessionsGuideTests {
    private static let secret = "a secret of more than 32 bytes: 0123456789"

    private func mount(_ app: Application, _ store: MemoryStore, _ secret: String) throws {
        app.use(
            try Sessions(
                store: store, secrets: [secret], cookie: CookieOptions(sameSite: .lax, maxAge: .hours(2))))
    }

    /// The store is made, but not used, because there is no Redis here.
    private func redisStore(_ app: Application, _ secret: String) throws {
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:6379"))
        app.use(try Sessions(store: RedisStore(redis), secrets: [secret]))
    }

    /// The store is made, but not used.
    private func cachedStore(_ app: Application, _ redis: RedisClient, _ secret: String) throws {
        var stored = RedisStore.Options()
        stored.cacheLimit = 1000
        let store = RedisStore(redis, options: stored)
        var options = SessionOptions(secrets: [secret])
        options.touchAfter = .seconds(10)
        app.use(try Sessions(store: store, options: options))
    }

    /// This is only compiled, because the tests of TaproomRedis send commands to Redis.
    private func commands(_ app: Application, _ redis: RedisClient) {
        app.get("/visits") { _ in
            let visits = try await redis.command("INCR", "visits").int ?? 0
            try await redis.command("SET", "last-visit", "\(Date.now)", "EX", 3600)
            return "\(visits) visits"
        }
    }

    private func fields(_ app: Application) {
        app.get("/visits") { request in
            let visits = try request.session.increment("visits")
            return "\(visits) visits"
        }
        app.post("/name/:name") { request in
            request.session["name"] = .string(try request.parameters.require("name"))
        }
        app.get("/name") { request in request.session["name"]?.stringValue }
        app.delete("/name") { request in request.session.remove("name") }
    }

    private func typed(_ app: Application) {
        app.post("/cart/:item") { request in
            let item = try request.parameters.require("item")
            let cart = try request.session.update(.cart, default: Cart(items: [])) { $0.items.append(item) }
            return "\(cart.items.count) items"
        }
        app.get("/cart") { request in try request.session.get(.cart)?.items }
        app.put("/cart") { request in
            try request.session.set(.cart, to: Cart(items: ["stout"]))
        }
    }

    private func login(_ app: Application, _ store: MemoryStore) {
        app.post("/login") { request in
            let user = try await request.form().require("user")
            try await request.session.regenerate(keeping: .only("cart"))
            try await request.session.bind(user: user)
            request.session.flash("Welcome, \(user)!")
            return Response.redirect(to: "/me")
        }
        app.get("/me") { request in
            guard let user = request.session.user else { throw HTTPError(.unauthorized) }
            let messages = request.session.takeFlash().map(\.text).joined(separator: " ")
            return "\(user): \(messages)"
        }
        app.post("/logout") { request in
            try await request.session.destroy()
            return Response.redirect(to: "/")
        }
        app.post("/logout-everywhere") { request in
            guard let user = request.session.user else { throw HTTPError(.unauthorized) }
            let count = try await UserSessions(store).endAll(user: user)
            return "\(count) sessions ended"
        }
    }

    private func save(_ app: Application) {
        app.post("/pour") { request in
            let pours = try request.session.increment("pours")
            try await request.session.save()
            return "\(pours) poured, and stored"
        }
    }

    private func strict(_ app: Application, _ store: MemoryStore, _ secret: String) throws {
        var options = SessionOptions(secrets: [secret], cookie: CookieOptions(maxAge: .minutes(30)))
        options.name = "bar"
        options.onConflict = .error
        options.absoluteLifetime = .hours(8)
        let sessions = try Sessions(store: store, options: options)
        app.get("/strict", sessions) { request in "\(request.hasSession)" }
    }

    @Test(arguments: TestMode.allCases) func sessions(_ mode: TestMode) async throws {
        let app = Application()
        let store = MemoryStore()
        try mount(app, store, Self.secret)
        fields(app)
        typed(app)
        login(app, store)
        save(app)
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/name").cookies.isEmpty)
            let first = try await client.get("/visits")
            #expect(first.text == "1 visits")
            let cookie = try #require(first.setCookie(named: "connect.sid"))
            #expect(cookie.isHTTPOnly && cookie.sameSite == "Lax")
            #expect(try await client.get("/visits").text == "2 visits")
            #expect(try await client.newVisitor().get("/visits").text == "1 visits")

            #expect(try await client.post("/name/Ann").status == .noContent)
            #expect(try await client.get("/name").text == "Ann")
            #expect(try await client.delete("/name").status == .noContent)
            #expect(try await client.get("/name").status == .notFound)

            #expect(try await client.post("/cart/gose").text == "1 items")
            #expect(try await client.post("/cart/fog").text == "2 items")
            #expect(try await client.get("/cart").text == #"["gose","fog"]"#)
            #expect(try await client.put("/cart").status == .noContent)
            #expect(try await client.get("/cart").text == #"["stout"]"#)

            #expect(try await client.get("/me").status == .unauthorized)
            let before = client.cookies["connect.sid"]
            #expect(try await client.post("/login", form: ["user": "ann"]).status == .seeOther)
            #expect(client.cookies["connect.sid"] != before)
            #expect(try await client.get("/me").text == "ann: Welcome, ann!")
            #expect(try await client.get("/me").text == "ann: ")
            #expect(try await client.get("/cart").text == #"["stout"]"#)
            #expect(try await client.get("/visits").text == "1 visits")

            #expect(try await client.post("/pour").text == "1 poured, and stored")
            let phone = client.newVisitor()
            try await phone.post("/login", form: ["user": "ann"])
            #expect(try await phone.post("/logout-everywhere").text == "2 sessions ended")
            #expect(try await client.get("/me").status == .unauthorized)
            try await client.post("/login", form: ["user": "ann"])
            try await client.post("/logout")
            #expect(try await client.get("/me").status == .unauthorized)
        }
    }

    @Test(arguments: TestMode.allCases) func options(_ mode: TestMode) async throws {
        let app = Application()
        try strict(app, MemoryStore(), Self.secret)
        app.get("/without") { request in "\(request.hasSession)" }
        app.get("/throws") { request in "\(try request.session.increment("visits"))" }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/strict").text == "true")
            #expect(try await client.get("/without").text == "false")
            #expect(try await client.get("/throws").status == .internalServerError)
        }
        try redisStore(Application(), Self.secret)
        try cachedStore(Application(), RedisClient(try RedisURL("redis://127.0.0.1:6379")), Self.secret)
    }

    @Test(arguments: TestMode.allCases) func aStoreOfYourOwn(_ mode: TestMode) async throws {
        let app = Application()
        app.use(try Sessions(store: DictionaryStore(), secrets: [Self.secret]))
        fields(app)
        try await app.test(mode) { client async throws in
            for visits in 1...3 { #expect(try await client.get("/visits").text == "\(visits) visits") }
            #expect(try await client.newVisitor().get("/visits").text == "1 visits")
        }
    }
}
