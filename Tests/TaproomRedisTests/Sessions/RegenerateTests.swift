import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

/// The parts of a session that are kept under its new id.
@Suite struct RegenerateTests {
    private let store = MemoryStore()

    private func app(_ kept: KeptFields, _ configure: (inout SessionOptions) -> Void = { _ in }) throws -> Application {
        let app = try SessionApp(store, configure).app
        app.post("/fill") { request in
            request.session["cart"] = ["stout"]
            request.session["theme"] = "dark"
            request.session.cookie.maxAge = .seconds(3600)
            try await request.session.bind(user: "ann")
            return "ok"
        }
        app.post("/regenerate") { request in
            let old = request.session.id
            request.session["theme"] = "light"
            try await request.session.regenerate(keeping: kept)
            #expect(request.session.id != old)
            return request.session.names.joined(separator: " ")
        }
        app.get("/show") { request in
            let cookie = request.session.cookie
            return
                "\(request.session.names) \(request.session["theme"]?.stringValue ?? "") \(cookie.originalMaxAge ?? .zero)"
        }
        return app
    }

    @Test(arguments: [
        (KeptFields.none, ""), (.all, "cart theme _user"), (.only("cart"), "cart"),
        (.only("cart", "theme"), "cart theme"),
        (.only("cookie", "_createdAt", "_touchedAt", "_user", "nothing"), ""),
    ])
    func fieldsAreKeptAndTheOldIDIsDead(_ kept: KeptFields, _ names: String) async throws {
        let clock = TestClock()
        let app = try app(kept) { options in
            options.clock = { clock.now }
            options.touchAfter = .seconds(10)
            options.absoluteLifetime = .seconds(86_400)
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/fill")
            clock.advance(milliseconds: 20_000)
            try await visitor.send(.get, "/show")
            let (oldID, oldCookie) = (visitor.sessionID, visitor.cookie)
            #expect(try await visitor.send(.post, "/regenerate").text == names)
            #expect(visitor.sessionID != oldID)
            #expect(try await store.get(oldID) == nil)
            let attacker = Visitor(client, cookie: oldCookie)
            #expect(try await attacker.send(.get, "/show").text.hasPrefix("[] "))
            let theme = names.contains("theme") ? "light" : ""
            #expect(try await visitor.send(.get, "/show").text.hasSuffix("] \(theme) \(Duration.seconds(60))"))
            // The time of the new session starts now.
            let json = try JSONValue(parsing: try #require(try await store.get(visitor.sessionID)))
            #expect(json["_createdAt"]?.intValue == clock.now)
            #expect(json["_touchedAt"] == nil)
            let users = try await UserSessions(store).list(user: "ann").map(\.id)
            #expect(users == (kept == .all ? [visitor.sessionID] : []))
        }
    }

    @Test func whatOthersHaveStoredMeanwhileIsKept() async throws {
        let store = store
        let app = try SessionApp(store).app
        app.post("/regenerate") { request in
            let session = request.session
            try session.increment("views")
            let json = try JSONValue(parsing: try #require(try await store.get(session.id)))
            guard case .object(var members) = json else { return "no session" }
            members.removeAll { $0.name == "views" }
            members.append(.init("views", 10))
            members.append(.init("theirs", 1))
            try await store.set(
                session.id,
                SessionRecord(json: JSONValue.object(members).bytes, expires: session.cookie.expires, now: 0))
            try await session.regenerate(keeping: .all)
            return "\(session["views"]?.intValue ?? 0) \(session["theirs"]?.intValue ?? 0)"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            #expect(try await visitor.send(.post, "/regenerate").text == "11 1")
            #expect(try await visitor.send(.get, "/look").text == "11")
        }
    }

    /// A logout in another tab ends the session for good.
    @Test func ofASessionThatWasDestroyedMeanwhileNothingIsKept() async throws {
        let store = store
        let app = try SessionApp(store).app
        app.post("/regenerate") { request in
            request.session.flash("saved")
            try await store.destroy(request.session.id)
            try await request.session.regenerate(keeping: .all)
            return request.session.names.joined() + request.session.takeFlash().map(\.text).joined()
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/login/ann")
            try await visitor.send(.post, "/pour")
            #expect(try await visitor.send(.post, "/regenerate").text == "")
            #expect(try await UserSessions(store).list(user: "ann").isEmpty)
        }
    }
}
