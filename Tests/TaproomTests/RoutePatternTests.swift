import Taproom
import TaproomTesting
import Testing

/// Patterns that could not mean what they say are told at the start.
@Suite struct RoutePatternTests {
    @Test(
        arguments: [
            ("/a/*/b", "* must be the last segment, and all of it"),
            ("*/b", "* must be the last segment, and all of it"),
            ("/files/*path", "* must be the last segment, and all of it"),
            ("/files/*.css", "* must be the last segment, and all of it"),
            ("/files/:*", "* must be the last segment, and all of it"),
            ("/:", "a parameter has no name"), ("/a/:/b", "a parameter has no name"),
            ("/:a/:a", "two parameters are called a"), ("/:a/b/:c/:a/*", "two parameters are called a"),
        ])
    func aWrongPatternIsRefused(_ pattern: String, _ reason: String) async throws {
        let app = Application()
        app.get("/") { _ in "root" }
        app.get(pattern) { _ in "never" }
        let inProcess = await #expect(throws: RouteError.self) { try await app.test(.inProcess) { _ in } }
        #expect(inProcess?.description == "route \(pattern): \(reason)")
        let live = #expect(throws: RouteError.self) { _ = try app.start(host: "127.0.0.1", port: 0) }
        #expect(live?.pattern == pattern)
    }

    @Test(arguments: ["", "/", "*", "/*", "/:a", ":a/*", "/:a/:b/:c", "/a:b", "//:a//*", "/:\u{301}a"])
    func theseAreTaken(_ pattern: String) async throws {
        let app = Application()
        app.get(pattern) { _ in "found" }
        try await app.test(.inProcess) { _ in }
    }

    /// A slash or colon with an accent behind it is one character, but two of a path.
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
