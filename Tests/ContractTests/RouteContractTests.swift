import Foundation
import Taproom
import TaproomTesting
import Testing

/// The public API of routes, groups and middleware.
@Suite(.timeLimit(.minutes(2))) struct RouteContractTests {
    struct RequireLogin: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            guard request.headers["Authorization"] != nil else { throw HTTPError(.unauthorized) }
            return await next(request)
        }
    }

    struct Marker: Middleware {
        let name: String

        func respond(to request: Request, next: Next) async throws -> Response {
            var response = await next(request)
            response.headers.append("X-Mark", "\(name) \(request.route ?? "none") \(request.parameters["id"] ?? "-")")
            return response
        }
    }

    struct Blog: RouteCollection {
        func addRoutes(to routes: some RouteBuilder) {
            routes.get("/") { _ in "posts" }
            routes.get("/:slug") { request in "post \(request.parameters["slug"] ?? "")" }
        }
    }

    private static func application() throws -> Application {
        let public_ = FileManager.default.temporaryDirectory.appendingPathComponent("taproom-\(UUID())")
        try FileManager.default.createDirectory(at: public_, withIntermediateDirectories: true)
        try Data("body {}".utf8).write(to: public_.appendingPathComponent("site.css"))
        let app = Application()
        app.use(AccessLog(), Compression())
        app.use { request, next in
            var response = await next(request)
            response.headers["X-Closure"] = "yes"
            return response
        }
        app.use("/assets", try StaticFiles(public_.path))
        app.get("/") { _ in "Hello" }
        app.get("/users/:id", RequireLogin()) { request in request.parameters["id"] ?? "" }
        app.post("/upload", bodyLimit: 100_000_000) { request in "\(try await request.body.collect().count)" }
        app.head("/only-head") { _ in HTTPStatus.ok }
        app.put("/things/:id") { request in request.parameters["id"] ?? "" }
        app.patch("/things/:id") { request in request.parameters["id"] ?? "" }
        app.delete("/things/:id") { _ in }
        app.options("/things/:id") { _ in "own options" }
        app.all("/any") { request in request.method.name }
        app.on(.init("PURGE"), "/cache") { _ in "purged" }
        let admin = app.group("/admin", Marker(name: "admin"), RequireLogin())
        admin.get("/stats/:id") { request in "stats \(request.basePath) \(request.path)" }
        admin.onError { error, _ in Response("admin: \((error as? HTTPError)?.status.code ?? 0)", status: .forbidden) }
        let inner = admin.group("/inner", Marker(name: "inner"))
        inner.get("/page") { _ in "inner" }
        app.group("/api/v1") { api in api.get("/notes") { _ in ["a", "b"] } }
        app.register(Blog(), at: "/blog")
        app.get("/files/:id.json") { request in request.parameters["id"] ?? "" }
        app.get("/flights/:from-:to") { request in
            "\(request.parameters["from"] ?? "") to \(request.parameters["to"] ?? "")"
        }
        app.get("/rest/*") { request in request.parameters["*"] ?? "" }
        return app
    }

    @Test(arguments: TestMode.allCases) func routesAndMiddleware(_ mode: TestMode) async throws {
        try await Self.application().test(mode) { client async throws in
            let hello = try await client.get("/")
            #expect(hello.text == "Hello" && hello.headers["X-Closure"] == "yes")
            #expect(try await client.get("/assets/site.css").text == "body {}")
            #expect(try await client.get("/users/7").status == .unauthorized)
            #expect(try await client.get("/users/7", headers: ["Authorization": "x"]).text == "7")
            #expect(try await client.post("/upload", body: [UInt8](repeating: 1, count: 2_000_000)).text == "2000000")
            #expect(try await client.head("/only-head").status == .ok)
            #expect(try await client.put("/things/1").text == "1")
            #expect(try await client.patch("/things/2").text == "2")
            #expect(try await client.delete("/things/3").status == .noContent)
            #expect(try await client.options("/things/3").text == "own options")
            #expect(try await client.send("BREW", "/any").text == "BREW")
            #expect(try await client.send("PURGE", "/cache").text == "purged")
            #expect(try await client.get("/cache").status == .methodNotAllowed)
        }
    }

    @Test(arguments: TestMode.allCases) func groups(_ mode: TestMode) async throws {
        try await Self.application().test(mode) { client async throws in
            let login: HeaderFields = ["Authorization": "x"]
            let stats = try await client.get("/admin/stats/9", headers: login)
            #expect(stats.text == "stats /admin /stats/9")
            #expect(stats.headers["X-Mark"] == "admin /admin/stats/:id 9")
            let refused = try await client.get("/admin/stats/9")
            #expect(refused.text == "admin: 401" && refused.status == .forbidden)
            let missing = try await client.get("/admin/none", headers: login)
            #expect(missing.text == "admin: 404" && missing.headers["X-Mark"] == "admin none -")
            #expect(try await client.get("/administrator").headers["X-Mark"] == nil)
            #expect(try await client.get("/admin/inner/page", headers: login).text == "inner")
            let innermost = try await client.get("/admin/inner/none", headers: login)
            #expect(innermost.headers["X-Mark"]?.contains("inner none -") == true)
            #expect(try await client.get("/api/v1/notes").text == #"["a","b"]"#)
            #expect(try await client.get("/blog").text == "posts")
            #expect(try await client.get("/blog/first").text == "post first")
        }
    }

    @Test(arguments: TestMode.allCases) func patterns(_ mode: TestMode) async throws {
        try await Self.application().test(mode) { client async throws in
            #expect(try await client.get("/files/report.json").text == "report")
            #expect(try await client.get("/flights/BER-LIS").text == "BER to LIS")
            #expect(try await client.get("/rest/a/b").text == "a/b")
        }
    }

    @Test(arguments: ["/a?", "/(a)", "/a/*/b", "/:"]) func patternsThatCantMeanWhatTheySay(_ pattern: String)
        async throws
    {
        let app = Application()
        app.get(pattern) { _ in "" }
        let error = await #expect(throws: RouteError.self) { try await app.start(port: 0) }
        #expect(error?.description.contains(pattern) == true)
    }

    @Test func aSecondRouteIsAnError() async throws {
        let app = Application()
        app.get("/same") { _ in "1" }
        app.get("/same") { _ in "2" }
        await #expect(throws: RouteError.self) { try await app.start(port: 0) }
    }

    @Test func aMountWithAParameterAndABadMethodAreErrors() async throws {
        let mounted = Application()
        mounted.use("/:id", RequireLogin())
        await #expect(throws: RouteError.self) { try await mounted.start(port: 0) }
        let method = Application()
        method.on(.init("BAD METHOD"), "/") { _ in "" }
        await #expect(throws: RouteError.self) { try await method.start(port: 0) }
    }
}
