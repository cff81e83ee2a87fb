import Foundation
import Taproom
import TaproomSessions
import TaproomTesting
import Testing

/// The calls of Documentation/FromExpress.md. Each call in the right column of its tables is here, or in the file of
/// another page.
@Suite(.timeLimit(.minutes(2))) struct FromExpressGuideTests {
    struct User: Sendable { var name: String }
    struct CurrentUser: RequestKey { typealias Value = User }

    struct LoadUser: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            let id = try request.parameters.require("id", as: Int.self)
            guard id < 100 else { throw HTTPError(.notFound, "There is no user \(id).") }
            request[CurrentUser.self] = User(name: "user \(id)")
            return await next(request)
        }
    }

    private func parameters(_ app: Application) {
        let users = app.group("/users/:id", LoadUser())
        users.get("/name") { request in request[CurrentUser.self]?.name }
    }

    private func routes(_ app: Application) throws {
        let notes = app.group("/notes")
        notes.get("/") { _ in "all" }
        notes.post("/") { _ in HTTPStatus.created }
        app.get("/request/:id") { request in
            let facts: [String] = [
                request.target, request.path, request.route ?? "", request.basePath, request.queryString,
                request.hostname, request.host, request.scheme, "\(request.isSecure)", request.clientAddress,
                request.addresses.joined(), request.parameters["id"] ?? "", request.query["page"] ?? "",
                "\(request.settings.bodyLimit)",
            ]
            return facts
        }
        app.post("/is") { request in request.hasContent(ofType: "json") ?? "no" }
        app.get("/accepts") { request in
            let language = request.acceptsLanguages("en", "de") ?? "none"
            return "\(language) \(request.acceptsEncoding("gzip"))"
        }
        app.get("/xhr") { request in
            let isScript = request.headers["X-Requested-With"] == "XMLHttpRequest"
            return "\(isScript) \(request.headers["Range"] ?? "") \(request.headers["Referer"] ?? "")"
        }
        app.get("/old") { _ in Response.redirect(to: "/notes", status: .found) }
    }

    private func responses(_ app: Application, _ folder: String) {
        app.get("/export") { _ in
            var response = Response("a,b\r\n", status: .accepted)
            response.contentType = "text/csv"
            response.headers["X-First"] = "1"
            response.headers.append("X-Second", "2")
            response.setAttachment("export.csv")
            return response
        }
        app.get("/uploads/:name") { request in
            let name = try request.parameters.require("name")
            return Response.file(name, in: folder)
        }
    }

    private func sessions(_ app: Application, _ secret: String) throws {
        app.use(try Sessions(store: MemoryStore(), secrets: [secret]))
        app.get("/views") { request in
            try await request.session.regenerate()
            return "\(try request.session.increment("views"))"
        }
    }

    @Test(arguments: TestMode.allCases) func calls(_ mode: TestMode) async throws {
        let folder = try TemporaryFolder(["a.txt": "abc"])
        defer { folder.remove() }
        let app = Application()
        app.use(try StaticFiles(folder.path))
        parameters(app)
        try routes(app)
        responses(app, folder.path)
        try sessions(app, "a secret of more than 32 bytes: 0123456789")
        app.onError { error, request in ErrorResponse.standard(error, request, request.logger) }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/notes").text == "all")
            #expect(try await client.get("/notes/").text == "all")
            #expect(try await client.get("/Notes").status == .notFound)
            #expect(try await client.post("/notes").status == .created)
            #expect(try await client.get("/users/7/name").text == "user 7")
            #expect(try await client.get("/users/700/name").text == "There is no user 700.\n")
            let facts = try await client.get("/request/1?page=2", headers: ["Host": "bar.example:80"]).json(
                [String].self)
            #expect(facts[0] == "/request/1?page=2" && facts[5] == "bar.example" && facts[7] == "http")
            #expect(facts[9] == "127.0.0.1" && facts[10] == "127.0.0.1" && facts[12] == "2")
            #expect(try await client.post("/is", json: ["a": 1]).text == "json")
            #expect(try await client.get("/accepts", headers: ["Accept-Language": "de"]).text == "de false")
            #expect(try await client.get("/xhr", headers: ["X-Requested-With": "XMLHttpRequest"]).text == "true  ")
            #expect(try await client.get("/old").status == .found)
            let export = try await client.get("/export")
            #expect(export.headers["Content-Type"] == "text/csv" && export.headers["X-Second"] == "2")
            #expect(export.headers["Content-Disposition"] == "attachment; filename=\"export.csv\"")
            #expect(try await client.get("/a.txt").text == "abc")
            #expect(try await client.get("/uploads/a.txt").text == "abc")
            #expect(try await client.get("/views").text == "1")
        }
    }
}
