import Foundation
import Taproom
import TaproomRedis
import TaproomSessions
import TaproomTesting
import Testing

/// The README's examples, as they stand there: this file compiles them, and `ReadmeTests` holds the two together.
enum ReadmeExamples {
    static func application() async throws {
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:6379"))
        let app = Application()
        app.use(AccessLog())
        app.use(try StaticFiles("Public"))
        app.use(
            try Sessions(
                store: RedisStore(redis), secrets: ["keyboard cat"], cookie: CookieOptions(maxAge: .seconds(60))))
        app.get("/") { request in
            let views = try request.session.increment("views")
            return "You have been here \(views) times."
        }
        try await app.run(host: "localhost", port: 3000)
    }

    static func contents(_ app: Application) {
        app.get("/numbers") { _ in
            Response(
                contentType: "text/plain",
                body: .stream(length: nil) { writer in
                    for number in 1...1_000_000 { try await writer.write("\(number)\n") }
                })
        }
        app.on(.post, "/upload", bodyLimit: 100_000_000) { request in
            let form = try await request.multipart()
            return "\(form.file("photo")?.size ?? 0) bytes for \(form.fields["title"] ?? "nothing")"
        }
        app.get("/ticks") { _ in
            Response.events { events in
                for number in 0..<10 {
                    try await events.send("\(number)", event: "tick")
                    try await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    static func routes(_ app: Application) {
        app.get("/users/:id.json") { request in User(id: request.parameters["id"] ?? "") }
        let admin = app.group("/admin", RequireLogin())
        admin.get("/stats") { request in "\(request.route ?? "") at \(request.basePath)" }
    }

    struct User: Encodable {
        let id: String
    }

    struct RequireLogin: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            guard request.session.user != nil else { throw HTTPError(.unauthorized) }
            return await next(request)
        }
    }

    static func commands(_ app: Application, _ redis: RedisClient) {
        app.get("/visits") { _ in
            let visits = try await redis.command("INCR", "visits").int ?? 0
            try await redis.command("SET", "last-visit", "\(Date.now)", "EX", 3600)
            return "\(visits) visits"
        }
    }

    static func sessions(_ app: Application, _ store: RedisStore) {
        app.post("/cart/:item") { request in
            let item = request.parameters["item"] ?? ""
            let cart = try request.session.update(.cart, default: Cart(items: [])) { $0.items.append(item) }
            return "\(cart.items.count) items"
        }
        app.post("/login/:user") { request in
            // A new id, so that somebody who knew the old one is not logged in, too.
            try await request.session.regenerate(keeping: .only("cart"))
            try await request.session.bind(user: request.parameters["user"] ?? "")
            request.session.flash("welcome")
            return Response.redirect(to: "/welcome")
        }
        app.get("/welcome") { request in
            request.session.takeFlash().map(\.text).joined(separator: ", ")
        }
        app.post("/logout-everywhere") { request in
            guard let user = request.session.user else { throw HTTPError(.forbidden) }
            return "ended \(try await UserSessions(store).endAll(user: user)) sessions"
        }
    }

    static func test(_ app: Application) async throws {
        for mode in TestMode.allCases {
            try await app.test(mode) { client in
                let login = try await client.post("/login", form: ["user": "ann"])
                #expect(login.status == .ok)
                for try await event in try await client.events("/ticks") {
                    #expect(event.name == "tick")
                    break
                }
            }
        }
    }
}

struct Timing: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response {
        let start = ContinuousClock.now
        var response = await next(request)
        response.headers["Server-Timing"] = "app;dur=\((ContinuousClock.now - start) / .milliseconds(1))"
        return response
    }
}

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
