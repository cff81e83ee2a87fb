import Taproom
import TaproomTesting
import Testing

/// Routing by path and method.
@Suite struct RouterTests {
    private let app = Application()

    init() {
        app.get("/") { _ in "root" }
        app.get("/beers") { _ in "list" }
        app.post("/beers") { _ in "added" }
        app.get("/beers/new") { _ in "form" }
        app.get("/beers/:id") { request in "beer \(request.parameters["id"] ?? "-")" }
        app.put("/beers/:id") { request in "put \(request.parameters["id"] ?? "-")" }
        app.patch("/beers/:id") { request in "patch \(request.parameters["id"] ?? "-")" }
        app.delete("/beers/:id") { request in "delete \(request.parameters["id"] ?? "-")" }
        app.get("/beers/:id/notes/:note") { request in
            "\(request.parameters["id"] ?? "-") \(request.parameters["note"] ?? "-") \(request.parameters["x"] ?? "none")"
        }
        app.get("/files/*") { request in "file \(request.parameters["*"] ?? "-")" }
        app.get("/files/index") { _ in "index" }
        app.get("/a/:x/c") { request in "axc \(request.parameters["x"] ?? "-")" }
        app.get("/a/b/d") { _ in "abd" }
        app.on(.head, "/measured") { _ in
            var response = Response(status: .noContent)
            response.headers["X-Beers"] = "3"
            return response
        }
        app.on(.options, "/asked") { _ in "options" }
        app.on("PROPFIND", "/dav") { _ in "found" }
    }

    @Test(
        arguments: [
            ("/", "root"), ("//", "root"), ("/?x", "root"), ("/beers", "list"), ("/beers/", "list"),
            ("//beers//", "list"), ("/beers?x=/beers/1", "list"), ("/%62eers", "list"), ("/beers/new", "form"),
            ("/beers/n%65w", "form"), ("/beers/1", "beer 1"), ("/beers/a%2Fb", "beer a/b"),
            ("/beers/%C3%A4", "beer ä"), ("/beers/a+b", "beer a+b"), ("/beers/%2e%2e", "beer .."),
            ("/beers/1/notes/2", "1 2 none"), ("/beers/new/notes/2", "new 2 none"), ("/files/a/b/c", "file a/b/c"),
            ("/files/a%20b/c", "file a b/c"), ("//files//a//b/", "file a//b/"), ("//files//%61//b/", "file a//b/"),
            ("/files/index", "index"), ("/files/index/x", "file index/x"),
            ("/a/b/c", "axc b"), ("/a/b/d", "abd"), ("http://x", "root"),
            ("http://x?y", "root"), ("http://x/beers", "list"),
        ])
    func aPathFindsItsHandler(_ path: String, _ text: String) async throws {
        let response = try await app.test(.inProcess) { client in try await client.get(path) }
        #expect(response.status == 200)
        #expect(response.text == text)
    }

    @Test(
        arguments: [
            "/beer", "/beers/1/notes", "/beers/1/notes/2/3", "/BEERS", "/files", "/beers%2F1", "/a/b", "/a/b/e",
            "/beers/%00", "/beers/%zz", "/.", "/beers;x",
        ])
    func anotherPathIsNotFound(_ path: String) async throws {
        let response = try await app.test(.inProcess) { client in try await client.get(path) }
        #expect(response.status == 404)
    }

    @Test(
        arguments: [
            ("/beers", "GET, HEAD, OPTIONS, POST"), ("/beers/1", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
            ("/files/x", "GET, HEAD, OPTIONS"), ("/dav", "OPTIONS, PROPFIND"), ("/measured", "HEAD, OPTIONS"),
        ])
    func aMethodThatThePathLacks(_ path: String, _ allowed: String) async throws {
        try await Self.expect(app, toAllow: allowed, at: path)
    }

    /// Expects that OPTIONS, and a method without a route, get the list of the path's methods.
    static func expect(
        _ app: Application, toAllow methods: String, at path: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await app.test(.inProcess) { client async throws in
            let refused = try await client.send(TestRequest("BREW", path))
            #expect(refused.status == 405, sourceLocation: sourceLocation)
            #expect(refused["allow"] == methods, sourceLocation: sourceLocation)
            let asked = try await client.send(TestRequest(.options, path))
            #expect(asked.status == 204, sourceLocation: sourceLocation)
            #expect(asked["allow"] == methods, sourceLocation: sourceLocation)
            #expect(asked.body.isEmpty, sourceLocation: sourceLocation)
        }
    }

    @Test func methods() async throws {
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.send(TestRequest(.put, "/beers/1")).text == "put 1")
            #expect(try await client.send(TestRequest(.patch, "/beers/1")).text == "patch 1")
            #expect(try await client.send(TestRequest(.delete, "/beers/1")).text == "delete 1")
            #expect(try await client.post("/beers").text == "added")
            #expect(try await client.send(TestRequest("PROPFIND", "/dav")).text == "found")
            #expect(try await client.send(TestRequest(.options, "/asked")).text == "options")
            #expect(try await client.send(TestRequest(.trace, "/beers")).status == 405)
        }
    }

    @Test(arguments: TestMode.allCases)
    func headIsGetWithoutContent(_ mode: TestMode) async throws {
        try await app.test(mode) { client async throws in
            let response = try await client.send(TestRequest(.head, "/beers"))
            #expect(response.status == 200)
            #expect(response.body.isEmpty)
            #expect(response["content-type"] == "text/plain; charset=utf-8")
            #expect(try await client.send(TestRequest(.head, "/measured"))["x-beers"] == "3")
            #expect(try await client.send(TestRequest(.head, "/none")).status == 404)
        }
    }

    @Test func headSaysTheLengthOfTheContent() async throws {
        let response = try await app.test(.live) { client in try await client.send(TestRequest(.head, "/beers")) }
        #expect(response["content-length"] == "4")
    }

    @Test func optionsOfTheServer() async throws {
        let response = try await app.test(.inProcess) { client in
            try await client.send(TestRequest(.options, "*"))
        }
        #expect(response.status == 204)
        #expect(response["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PROPFIND, PUT")
    }

    @Test func contentOverTheLimitOfARoute() async throws {
        app.on(.post, "/small", bodyLimit: 4) { request in
            String(decoding: try await request.body.collect(), as: UTF8.self)
        }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/small", body: "four").text == "four")
            #expect(try await client.post("/small", body: "fives").status == 413)
        }
    }
}
