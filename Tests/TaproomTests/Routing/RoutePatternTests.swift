import Taproom
import TaproomTesting
import Testing

/// Invalid patterns are reported at the start.
@Suite struct RoutePatternTests {
    @Test(
        arguments: [
            ("/a/*/b", "* must be the last segment, and all of it"),
            ("*/b", "* must be the last segment, and all of it"),
            ("/files/*path", "* must be the last segment, and all of it"),
            ("/files/*.css", "* must be the last segment, and all of it"),
            ("/files/:*", "* must be the last segment, and all of it"),
            ("/:", "a parameter has no name"), ("/a/:/b", "a parameter has no name"),
            ("/:a/:a", "two parameters are called a"), ("/:a-:a", "two parameters are called a"),
            ("/:a:b", "two parameters need text between them"),
            ("/caf%C3%A9", "a pattern is written without percent-encoding"),
            ("/x/:id+", "+ behind a parameter has no meaning: * catches the rest"),
            ("/:a/b/:c/:a/*", "two parameters are called a"),
        ])
    func aWrongPatternIsRefused(_ pattern: String, _ reason: String) async throws {
        let app = Application()
        app.get("/") { _ in "root" }
        app.get(pattern) { _ in "never" }
        let inProcess = await #expect(throws: RouteError.self) { try await app.test(.inProcess) { _ in } }
        #expect(inProcess?.description == "route \(pattern): \(reason)")
        let live = await #expect(throws: RouteError.self) { _ = try await app.start(host: "127.0.0.1", port: 0) }
        #expect(live?.pattern == pattern)
    }

    @Test(arguments: ["/x/:id?", "/x/:id(\\d+)", "/{x}", "/a?", "/a#b", "/[ab]"])
    func whatOtherRoutersGiveAMeaningIsRefused(_ pattern: String) async throws {
        let app = Application()
        app.get(pattern) { _ in "never" }
        let error = await #expect(throws: RouteError.self) { try await app.test(.inProcess) { _ in } }
        #expect(error?.description.hasPrefix("route \(pattern): ") == true)
        #expect(error?.reason.contains("has no meaning in a pattern") == true)
    }

    @Test(arguments: ["/guard/:x", "/star/*", "/x/:id?"])
    func aMountThatIsNoPlainTextIsRefused(_ path: String) async throws {
        let app = Application()
        app.use(path) { request, next in await next(request) }
        let error = await #expect(throws: RouteError.self) { try await app.test(.inProcess) { _ in } }
        #expect(error?.pattern == path)
    }

    @Test(arguments: [("/a/:x", "/a/:y"), ("/a", "/a/"), ("/:id.json", "/:name.json"), ("/*", "//*")])
    func aSecondRouteForTheSamePathsIsRefused(_ first: String, _ second: String) async throws {
        let app = Application()
        app.get(first) { _ in "first" }
        app.post(second) { _ in "another method" }
        app.get(second) { _ in "never" }
        let error = await #expect(throws: RouteError.self) { try await app.test(.inProcess) { _ in } }
        #expect(error?.description == "route \(second): there is another route of GET for the same paths")
    }

    @Test(arguments: ["", "B REW", "GET:", "ABCDEFGHIJKLMNOPQ"])
    func aMethodThatIsNoTokenIsRefused(_ name: String) async throws {
        let app = Application()
        app.on(.init(name), "/") { _ in "never" }
        await #expect(throws: RouteError.self) { try await app.test(.inProcess) { _ in } }
    }

    @Test(arguments: ["", "/", "*", "/*", "/:a", ":a/*", "/:a/:b/:c", "/a:b", "//:a//*", "/:\u{301}a"])
    func theseAreTaken(_ pattern: String) async throws {
        let app = Application()
        app.get(pattern) { _ in "found" }
        try await app.test(.inProcess) { _ in }
    }

    /// A slash or colon followed by an accent is one character, but two in a path.
    @Test func patternsAreTakenByBytes() async throws {
        let app = Application()
        app.get("/a/\u{301}b") { _ in "text" }
        app.get("/c/:\u{301}d") { request in request.parameters["\u{301}d"] ?? "-" }
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/a/%CC%81b").text == "text")
            #expect(try await client.get("/c/x").text == "x")
        }
    }
}
