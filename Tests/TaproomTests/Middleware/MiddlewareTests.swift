import Synchronization
import Taproom
import TaproomTesting
import Testing

/// Records the order of events.
private final class Notes: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

private struct Noting: Middleware {
    let name: String
    let notes: Notes

    func respond(to request: Request, next: Next) async throws -> Response {
        notes.add("\(name) in")
        var response = await next(request)
        notes.add("\(name) out \(response.status.code)")
        response.headers.append("X-Seen", name)
        return response
    }
}

/// Responds instead of the chain.
private struct Barred: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response {
        throw HTTPError(.forbidden)
    }
}

private struct Unexpected: Error {}

private struct Failing: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response { throw Unexpected() }
}

private struct HasPath: Middleware {
    let path: String

    func respond(to request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        response.headers.append("X-Path", "\(request.hasPath(path))")
        return response
    }
}

@Suite struct MiddlewareTests {
    private let app = Application()
    private let notes = Notes()

    @Test func theOrderIsThatOfAdding() async throws {
        app.use(Noting(name: "one", notes: notes))
        app.use(Noting(name: "two", notes: notes))
        let notes = notes
        app.get("/") { _ in
            notes.add("handler")
            return "x"
        }
        let response = try await app.test(.inProcess) { client in try await client.get("/") }
        #expect(notes.all == ["one in", "two in", "handler", "two out 200", "one out 200"])
        #expect(response.values("x-seen") == ["two", "one"])
    }

    @Test func anErrorOfAHandlerIsAResponseToMiddleware() async throws {
        app.use(Noting(name: "one", notes: notes))
        app.get("/forbidden") { _ -> String in throw HTTPError(.forbidden, "No beer for you.") }
        app.get("/broken") { _ -> String in throw Unexpected() }
        try await app.test(.inProcess) { client async throws in
            let forbidden = try await client.get("/forbidden")
            #expect(forbidden.status == 403)
            #expect(forbidden.text == "No beer for you.\n")
            let broken = try await client.get("/broken")
            #expect(broken.status == 500)
            #expect(!broken.text.contains("Unexpected"), "an error's text is nothing for the client")
            #expect(try await client.get("/none").status == 404)
        }
        #expect(notes.all.filter { $0.contains("out") } == ["one out 403", "one out 500", "one out 404"])
    }

    @Test func anErrorOfMiddlewareHasAnAnswerToo() async throws {
        app.use("/barred", Barred())
        app.use("/failing", Failing())
        app.get("/*") { _ in "reached" }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/barred/x").status == 403)
            #expect(try await client.get("/failing/x").status == 500)
            #expect(try await client.get("/x").text == "reached")
        }
    }

    /// Sessions are saved and headers set, whatever happened further inside.
    @Test func anErrorOfMiddlewareIsAResponseToThoseBefore() async throws {
        app.use(Noting(name: "one", notes: notes))
        app.use("/barred", Barred())
        app.use("/failing", Failing())
        try await app.test(.inProcess) { client async throws in
            let barred = try await client.get("/barred")
            #expect(barred.status == 403)
            #expect(barred["X-Seen"] == "one")
            #expect(try await client.get("/failing")["X-Seen"] == "one")
        }
        #expect(notes.all == ["one in", "one out 403", "one in", "one out 500"])
    }

    /// The result is that of the router for all spellings of a path.
    @Test(
        arguments: [
            ("/", "/", true), ("/", "//", true), ("/", "http://x", true), ("/", "http://x?y=1", true),
            ("/", "/?y", true), ("/", "/a", false), ("/a/b", "/a/b", true), ("/a/b", "//a//b/", true),
            ("/a/b", "/%61/b", true),
            ("/a/b", "/a", false), ("/a/b", "/a/b/c", false), ("/a/b", "/a%2Fb", false), ("/a/b", "/a/bb", false),
            ("/a/b", "/a/%ff", false), ("/a/b/", "/a/b", true),
        ])
    func aPathAsTheRouterReadsIt(_ pattern: String, _ target: String, _ isPath: Bool) async throws {
        app.use(HasPath(path: pattern))
        app.get(pattern) { _ in "routed" }
        let response = try await app.test(.inProcess) { client in try await client.get(target) }
        #expect(response["X-Path"] == "\(isPath)")
        #expect((response.text == "routed") == isPath)
    }

    @Test func errorsGoToTheHandlerThatWasSet() async throws {
        app.use("/barred", Barred())
        app.onError { error, request in
            let status = (error as? HTTPError)?.status ?? .internalServerError
            return Response("\(status.code) at \(request.path)", status: status)
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/none").text == "404 at /none")
            #expect(try await client.get("/barred").text == "403 at /barred")
        }
    }

    /// Middleware that guards a path guards all spellings that lead to the same handlers.
    @Test(
        arguments: [
            ("/admin", true), ("/admin/", true), ("/admin/x", true), ("/admin?x", true), ("//admin", true),
            ("///admin//x", true), ("/%61dmin", true), ("/%61dmin/x", true), ("/admin/%ff", true),
            ("/%61dmin/%ff", true), ("//%61dmin/%ff", true), ("http://x/admin/x", true), ("/administrator", false),
            ("/admi", false), ("/", false), ("/x/admin", false), ("/admin%2Fx", false), ("/Admin", false),
        ])
    func mountingByPath(_ path: String, _ isGuarded: Bool) async throws {
        app.use("/admin", Barred())
        app.get("/admin/*") { _ in "admin" }
        app.get("/admin") { _ in "admin" }
        app.get("/*") { _ in "other" }
        app.get("/") { _ in "other" }
        let response = try await app.test(.inProcess) { client in try await client.get(path) }
        #expect(response.status.code == (isGuarded ? 403 : 200))
        #expect(isGuarded || response.text == "other")
    }

    @Test(arguments: ["/a/b", "/a/b/c", "//a//b", "/%61/b"])
    func mountingBySeveralSegments(_ path: String) async throws {
        app.use("/a/b/", Barred())
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get(path).status == 403)
            #expect(try await client.get("/a").status == 404)
            #expect(try await client.get("/a/bb").status == 404)
        }
    }

    @Test func mountedAtTheRootItWorksOnAll() async throws {
        app.use("/", Barred())
        app.get("/x") { _ in "x" }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/").status == 403)
            #expect(try await client.get("/x").status == 403)
            #expect(try await client.send(TestRequest(.options, "*")).status == 403)
        }
    }

    /// A field's value stays one line, whatever its text.
    @Test(arguments: TestMode.allCases)
    func aResponseHasOneContentType(_ mode: TestMode) async throws {
        let app = app
        app.get("/field") { _ in
            var response = Response("x")
            response.headers["content-type"] = "text/markdown"
            #expect(response.contentType == "text/markdown")
            return response
        }
        app.get("/property") { _ in
            var response = Response("x")
            response.headers["Content-Type"] = "a/b"
            response.contentType = "text/markdown"
            return response
        }
        app.get("/init") { _ in
            var headers = HeaderFields()
            headers["Content-Type"] = "text/markdown"
            return Response(headers: headers, body: .text("x"))
        }
        app.get("/error") { _ -> String in
            var headers = HeaderFields()
            headers["Content-Type"] = "text/markdown"
            throw HTTPError(.forbidden, "x", headers: headers)
        }
        try await app.test(mode) { client async throws in
            for path in ["/field", "/property", "/init", "/error"] {
                #expect(try await client.get(path).values("Content-Type") == ["text/markdown"], "\(path)")
            }
        }
    }

    @Test func aResponseCannotBeSplit() async throws {
        let evil = "x\r\nSet-Cookie: evil=1\r\n\r\n<script>"
        app.get("/type") { _ in Response(contentType: evil, body: .text("x")) }
        app.get("/type404") { _ in Response(status: .notFound, contentType: evil, body: .text("x")) }
        app.get("/location") { _ in Response.redirect(to: evil) }
        try await app.test(.live) { client async throws in
            for path in ["/type", "/type404", "/location"] {
                let response = try await client.get(path)
                #expect(response["set-cookie"] == nil, "\(path)")
            }
        }
    }
}
