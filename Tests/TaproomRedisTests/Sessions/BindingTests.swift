import Taproom
import TaproomSessions
import TaproomTesting
import Testing

/// A session's user, and its id at a login.
@Suite struct BindingTests {
    private let store = MemoryStore()

    private func app() throws -> Application {
        let app = try SessionApp(store).app
        app.post("/bind/:user") { request in
            try await request.session.bind(user: request.parameters["user"] ?? "")
            return request.session.id
        }
        app.post("/again/:user") { request in
            try await request.session.regenerate(keeping: .all)
            try await request.session.bind(user: request.parameters["user"] ?? "")
            return request.session.id
        }
        app.post("/unbind") { request in
            try request.session.unbind()
            return request.session.user ?? "nobody"
        }
        app.get("/user") { request in request.session.user ?? "nobody" }
        return app
    }

    @Test func anIDThatWasKnownBeforeALoginIsNotLoggedIn() async throws {
        try await app().test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            let attacker = Visitor(client, cookie: visitor.cookie)
            let response = try await visitor.send(.post, "/bind/ann")
            #expect(response.text == visitor.sessionID)
            #expect(try await visitor.send(.get, "/user").text == "ann")
            #expect(try await attacker.send(.get, "/user").text == "nobody")
            // The cart from before the login is kept.
            #expect(try await visitor.send(.get, "/look").text == "1")
            #expect(try await UserSessions(store).list(user: "ann").map(\.id) == [visitor.sessionID])
        }
    }

    @Test func aSessionThatIsTheUsersAlreadyKeepsItsID() async throws {
        try await app().test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/bind/ann")
            let id = visitor.sessionID
            try await visitor.send(.post, "/bind/ann")
            #expect(visitor.sessionID == id)
        }
    }

    @Test func anotherUserFindsNothingOfTheFirst() async throws {
        try await app().test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/bind/ann")
            try await visitor.send(.post, "/pour")
            try await visitor.send(.post, "/bind/bob")
            #expect(try await visitor.send(.get, "/look").text == "0")
            #expect(try await visitor.send(.get, "/user").text == "bob")
            #expect(try await UserSessions(store).list(user: "ann").isEmpty)
        }
    }

    @Test func whatAllIsKeptForStaysTheUsers() async throws {
        try await app().test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/bind/ann")
            try await visitor.send(.post, "/pour")
            try await visitor.send(.post, "/again/ann")
            #expect(try await visitor.send(.get, "/look").text == "1")
            #expect(try await UserSessions(store).list(user: "ann").map(\.id) == [visitor.sessionID])
            // The kept fields are ann's, not bob's.
            try await visitor.send(.post, "/again/bob")
            #expect(try await visitor.send(.get, "/look").text == "0")
            #expect(try await visitor.send(.get, "/user").text == "bob")
            #expect(try await UserSessions(store).list(user: "ann").isEmpty)
        }
    }

    @Test func aSessionThatIsUnboundIsNobodys() async throws {
        try await app().test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/bind/ann")
            try await visitor.send(.post, "/pour")
            #expect(try await visitor.send(.post, "/unbind").text == "nobody")
            #expect(try await visitor.send(.get, "/look").text == "1")
            #expect(try await UserSessions(store).list(user: "ann").isEmpty)
        }
    }
}
