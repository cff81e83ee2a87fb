import Taproom
import TaproomTesting
import Testing

/// Groups, collections, mounted middleware, and middleware of one route.
@Suite struct RouteGroupTests {
    private let app = Application()

    /// Records its view of the request.
    private struct Noting: Middleware {
        let name: String

        func respond(to request: Request, next: Next) async throws -> Response {
            let before = "\(name):\(request.basePath):\(request.path)"
            var response = await next(request)
            let trail = response.headers["X-Trail"].map { "|" + $0 } ?? ""
            response.headers["X-Trail"] = before + ":\(request.path == "/" ? "root" : "below")" + trail
            response.headers["X-Route"] = request.route
            return response
        }
    }

    private struct Refusing: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            throw HTTPError(.forbidden)
        }
    }

    private struct Blog: RouteCollection {
        func addRoutes(to routes: some RouteBuilder) {
            routes.get("/") { request in "blog at \(request.basePath)" }
            routes.get("/:post") { request in "post \(request.parameters["post"] ?? "-") of \(request.basePath)" }
        }
    }

    private struct Note: Encodable {
        let id: Int
    }

    private struct Oops: Error {}

    init() {
        app.get("/plain") { _ in "plain" }
        app.get("/guarded", Refusing()) { _ in "never" }
        app.get("/noted/:id", Noting(name: "route")) { request in "\(request.parameters["id"] ?? "-")" }
        let admin = app.group("/admin", Noting(name: "admin"))
        admin.get("/") { request in "admin \(request.path)" }
        admin.get("/stats") { request in "stats \(request.basePath) \(request.path)" }
        admin.get("/fails") { _ in throw Oops() }
        admin.onError { error, request in
            Response("admin's \(error is Oops ? "oops" : "\(error)")", status: .internalServerError)
        }
        let inner = admin.group("users/:user", Noting(name: "inner"))
        inner.get("/posts") { request in "\(request.parameters["user"] ?? "-") \(request.basePath) \(request.path)" }
        inner.use("/files", Noting(name: "files"))
        inner.get("/files/*") { request in "\(request.parameters["*"] ?? "-") \(request.path)" }
        app.get("/admin/public") { _ in "outside" }
        app.group("/api/v1") { api in
            api.get("/notes") { _ in [Note(id: 1)] }
            api.post("/notes", bodyLimit: 4) { request in try await request.body.collect().count }
        }
        app.register(Blog(), at: "/blog")
        app.group("").get("/grouped") { request in "'\(request.basePath)' \(request.path)" }
        app.all("/any") { request in "any \(request.method)" }
        app.put("/any") { _ in "put" }
    }

    @Test(
        arguments: [
            ("/plain", 200, "plain", ""), ("/guarded", 403, "Forbidden\n", ""),
            ("/noted/7", 200, "7", "route::/noted/7:below"), ("/admin", 200, "admin /", "admin:/admin:/:root"),
            ("/admin/stats", 200, "stats /admin /stats", "admin:/admin:/stats:below"),
            ("//admin///stats/", 200, "stats //admin ///stats/", "admin://admin:///stats/:below"),
            ("/%61dmin/st%61ts", 200, "stats /admin /stats", "admin:/admin:/stats:below"),
            ("/admin/none", 500, "admin's 404 Not Found", "admin:/admin:/none:below"),
            ("/admin/fails", 500, "admin's oops", "admin:/admin:/fails:below"),
            ("/administrator", 404, "Not Found\n", ""), ("/admin/public", 200, "outside", ""),
            (
                "/admin/users/ann/posts", 200, "ann /admin/users/ann /posts",
                "admin:/admin/users/ann:/posts:below|inner:/admin/users/ann:/posts:below"
            ),
            (
                "/admin/users/ann/none", 500, "admin's 404 Not Found",
                "admin:/admin/users/ann:/none:below|inner:/admin/users/ann:/none:below"
            ),
            (
                "/admin/users/ann/files/a/b", 200, "a/b /files/a/b",
                "admin:/admin/users/ann:/files/a/b:below|inner:/admin/users/ann:/files/a/b:below|files:/admin/users/ann/files:/a/b:below"
            ),
            ("/api/v1/notes", 200, "[{\"id\":1}]", ""), ("/blog", 200, "blog at /blog", ""),
            ("/blog/first", 200, "post first of /blog", ""), ("/grouped", 200, "'' /grouped", ""),
            ("/any", 200, "any GET", ""),
        ])
    func aPathFindsItsRouteAndTheMiddlewareOfItsGroups(
        _ path: String, _ status: Int, _ text: String, _ trail: String
    ) async throws {
        try await app.test(.inProcess) { client async throws in
            let response = try await client.get(path)
            #expect(response.status.code == status)
            #expect(response.text == text)
            #expect(response["X-Trail"] ?? "" == trail)
        }
    }

    @Test func theRouteIsThePatternWithItsPrefixes() async throws {
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/admin/users/ann/posts")["X-Route"] == "/admin/users/:user/posts")
            #expect(try await client.get("/noted/1")["X-Route"] == "/noted/:id")
            #expect(try await client.get("/admin/none")["X-Route"] == nil)
        }
    }

    @Test func aMethodThatAGroupsPathLacksIsTheGroups() async throws {
        try await app.test(.inProcess) { client async throws in
            let response = try await client.post("/admin/stats")
            #expect(response.text == "admin's 405 Method Not Allowed")
            #expect(response["X-Trail"] != nil)
            #expect(try await client.send(TestRequest(.put, "/any")).text == "put")
            #expect(try await client.send(TestRequest("BREW", "/any")).text == "any BREW")
            #expect(try await client.post("/api/v1/notes", body: "four").text == "4")
            #expect(try await client.post("/api/v1/notes", body: "fives").status == 413)
        }
    }

    @Test(arguments: [
        ("/7.json", "id 7"), ("/a.json.json", "id a.json"), ("/.json", "rest"), ("/2024-2025", "2024 to 2025"),
        ("/a-b-c", "a to b-c"), ("/-b", "rest"), ("/a-", "rest"), ("/v7x", "version 7"), ("/vx", "rest"),
        ("/%37.json", "id 7"), ("/plain", "rest"),
    ])
    func aSegmentMayHoldTextAndParameters(_ path: String, _ text: String) async throws {
        let app = Application()
        app.get("/:id.json") { request in "id \(request.parameters["id"] ?? "-")" }
        app.get("/:from-:to") { request in "\(request.parameters["from"] ?? "-") to \(request.parameters["to"] ?? "-")"
        }
        app.get("/v:number\u{2e}x") { _ in "dotted" }
        app.get("/v:number") { request in
            let number = request.parameters["number"] ?? "-"
            guard number.hasSuffix("x"), number.utf8.count > 1 else { return "rest" }
            return "version \(number.dropLast())"
        }
        app.get("/:rest") { _ in "rest" }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get(path).text == text)
        }
    }

    @Test func aMountedMiddlewareSeesThePathWithoutItsPrefix() async throws {
        let app = Application()
        app.use("/a/b", Noting(name: "mounted"))
        app.use(Noting(name: "after"))
        app.get("/a/b/c") { request in "\(request.basePath) \(request.path)" }
        app.get("/a/bc") { request in "\(request.basePath) \(request.path)" }
        try await app.test(.inProcess) { client async throws in
            let inside = try await client.get("/a/b/c")
            #expect(inside.text == " /a/b/c")
            #expect(inside["X-Trail"] == "mounted:/a/b:/c:below|after::/a/b/c:below")
            #expect(try await client.get("/a/b")["X-Trail"] == "mounted:/a/b:/:root|after::/a/b:below")
            #expect(try await client.get("/a/bc")["X-Trail"] == "after::/a/bc:below")
        }
    }

    @Test func handlersReturnWhatBecomesAResponse() async throws {
        let app = Application()
        app.get("/text") { _ in "text" }
        app.get("/substring") { _ in "text".dropFirst() }
        app.get("/status") { _ in HTTPStatus.created }
        app.get("/nothing") { _ in }
        app.get("/json") { _ in Note(id: 1) }
        app.get("/list") { _ in [1, 2] }
        app.get("/some") { _ in Optional("some") }
        app.get("/none") { _ -> Note? in nil }
        app.get("/no-response") { _ -> Response? in nil }
        app.get("/late") { _ in
            await Task.yield()
            return Note(id: 2)
        }
        app.get("/odd") { _ in Oops() }
        try await app.test(.inProcess) { client async throws in
            for (path, status, text, type) in [
                ("/text", 200, "text", "text/plain; charset=utf-8"),
                ("/substring", 200, "ext", "text/plain; charset=utf-8"),
                ("/status", 201, "Created", "text/plain; charset=utf-8"), ("/nothing", 204, "", nil),
                ("/json", 200, "{\"id\":1}", "application/json"), ("/list", 200, "[1,2]", "application/json"),
                ("/some", 200, "some", "text/plain; charset=utf-8"), ("/none", 404, "Not Found\n", nil),
                ("/no-response", 404, "Not Found\n", nil), ("/late", 200, "{\"id\":2}", "application/json"),
                ("/odd", 500, "Internal Server Error\n", nil),
            ] as [(String, Int, String, String?)] {
                let response = try await client.get(path)
                #expect(response.status.code == status, "\(path)")
                #expect(response.text == text, "\(path)")
                if let type { #expect(response["Content-Type"] == type, "\(path)") }
            }
        }
    }

    @Test func aClosureIsMiddleware() async throws {
        let app = Application()
        app.use { request, next in
            var response = await next(request)
            response.headers["X-Seen"] = "yes"
            return response
        }
        app.get("/") { _ in "hello" }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/")["X-Seen"] == "yes")
        }
    }

    /// A path that can't be decoded has no route, but the guard of any path that it might mean still runs.
    @Test func aPathThatCantBeDecodedPassesNoGuard() async throws {
        let app = Application()
        app.use("/a/b") { _, _ in throw HTTPError(.forbidden) }
        app.use("/a") { _, _ in Response("a") }
        app.use { request, next in
            request.hasPath("/") || request.hasPath("/login") ? Response("free") : await next(request)
        }
        try await app.test(.inProcess) { client async throws in
            for path in ["/a/b", "/a/b/c", "/a/b%zz", "/a/b/%00", "/a/%zz"] {
                #expect(try await client.get(path).status == 403, "\(path)")
            }
            #expect(try await client.get("/a/c").text == "a")
            for path in ["/%", "/%zz", "/login/%zz"] { #expect(try await client.get(path).status != 200, "\(path)") }
            #expect(try await client.get("/login").text == "free")
        }
    }
}
