import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/Routing.md.
@Suite(.timeLimit(.minutes(2))) struct RoutingGuideTests {
    struct User: Encodable { var id: Int }

    private func verbs(_ app: Application) {
        app.get("/notes") { _ in "all notes" }
        app.post("/notes") { _ in HTTPStatus.created }
        app.delete("/notes/:id") { _ in }
        app.on("PURGE", "/notes") { _ in "purged" }
        app.all("/echo") { request in request.method.name }
    }

    private func parameters(_ app: Application) {
        app.get("/users/:id") { request in
            let id = try request.parameters.require("id", as: Int.self)
            return User(id: id)
        }
        app.get("/users/:id.json") { request in request.parameters["id"] }
        app.get("/flights/:from-:to") { request in
            let from = try request.parameters.require("from")
            let to = try request.parameters.require("to")
            return "\(from) to \(to)"
        }
        app.get("/files/*") { request in request.parameters["*"] }
    }

    private func groups(_ app: Application) {
        let admin = app.group("/admin", RequireToken())
        admin.get("/stats") { request in "\(request.basePath) \(request.path) \(request.route ?? "")" }
        admin.group("/users") { users in
            users.get("/:id") { request in request.parameters["id"] }
        }
    }

    struct RequireToken: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            guard request.headers["Authorization"] == "Bearer secret" else { throw HTTPError(.unauthorized) }
            return await next(request)
        }
    }

    private func single(_ app: Application) {
        app.get("/report", RequireToken()) { _ in "secret report" }
        app.post("/upload", bodyLimit: 100_000_000) { request in
            var size = 0
            for try await chunk in request.body { size += chunk.count }
            return "\(size) bytes"
        }
    }

    struct Blog: RouteCollection {
        let title: String

        func addRoutes(to routes: some RouteBuilder) {
            routes.get("/") { _ in title }
            routes.get("/:slug") { request in request.parameters["slug"] }
        }
    }

    private func register(_ app: Application) {
        app.register(Blog(title: "News"), at: "/blog")
    }

    @Test(arguments: TestMode.allCases) func routes(_ mode: TestMode) async throws {
        let app = Application()
        verbs(app)
        parameters(app)
        groups(app)
        single(app)
        register(app)
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/notes").text == "all notes")
            #expect(try await client.post("/notes").status == .created)
            #expect(try await client.delete("/notes/1").status == .noContent)
            #expect(try await client.send("PURGE", "/notes").text == "purged")
            #expect(try await client.put("/echo").text == "PUT")
            #expect(try await client.head("/notes").status == .ok)
            let wrong = try await client.put("/notes")
            #expect(wrong.status == .methodNotAllowed)
            #expect(wrong.headers["Allow"]?.contains("PURGE") == true)

            #expect(try await client.get("/users/7").text == #"{"id":7}"#)
            #expect(try await client.get("/users/seven").status == .badRequest)
            #expect(try await client.get("/users/7.json").text == "7")
            #expect(try await client.get("/flights/HAM-OSL").text == "HAM to OSL")
            #expect(try await client.get("/files/a/b%20c.txt").text == "a/b c.txt")

            let token: HeaderFields = ["Authorization": "Bearer secret"]
            #expect(try await client.get("/admin/stats").status == .unauthorized)
            #expect(try await client.get("/admin/stats", headers: token).text == "/admin /stats /admin/stats")
            #expect(try await client.get("/admin/users/7", headers: token).text == "7")
            #expect(try await client.get("/admin/none").status == .unauthorized)
            #expect(try await client.get("/administrators").status == .notFound)

            #expect(try await client.get("/report").status == .unauthorized)
            #expect(try await client.get("/report", headers: token).text == "secret report")
            #expect(try await client.post("/upload", body: "abc").text == "3 bytes")
            #expect(try await client.get("/blog").text == "News")
            #expect(try await client.get("/blog/first").text == "first")
        }
    }

    @Test(arguments: TestMode.allCases) func theMoreSpecificRouteCounts(_ mode: TestMode) async throws {
        let app = Application()
        app.get("/users/:id") { request in request.parameters["id"] }
        app.get("/users/me") { _ in "myself" }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/users/me").text == "myself")
            #expect(try await client.get("/users/7").text == "7")
        }
    }

    @Test func mistakes() async throws {
        for (pattern, text) in [
            ("/files/*/b", "route /files/*/b: * must be the last segment, and all of it"),
            (
                "/notes/:id?",
                "route /notes/:id?: ? has no meaning in a pattern: "
                    + "declare a route for each form, and check parameters in the handler"
            ),
        ] {
            let app = Application()
            app.get(pattern) { _ in "never" }
            let error = await #expect(throws: RouteError.self) { try await app.start(port: 0) }
            #expect(error?.description == text)
        }
        let app = Application()
        app.get("/notes") { _ in "one" }
        app.get("/notes") { _ in "two" }
        await #expect(throws: RouteError.self) { try await app.start(port: 0) }
    }
}
