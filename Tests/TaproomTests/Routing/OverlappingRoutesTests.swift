import Taproom
import TaproomHTTP
import TaproomTesting
import Testing

/// Paths that match several patterns, and parameters whose name differs between patterns.
@Suite struct OverlappingRoutesTests {
    private let app = Application()
    private static let parameters = ["id", "user", "name", "owner", "any", "thing", "head", "*"]

    init() {
        for (method, pattern) in [
            (HTTPMethod.get, "/users/:id"), (.get, "/users/:user/posts"), (.delete, "/users/:name/posts"),
            (.get, "/users/:owner/files/*"), (.put, "/users/*"), (.get, "/items/new"), (.delete, "/items/:id"),
            (.post, "/items/*"), (.patch, "/:any/:thing"), (.head, "/items/:head"),
        ] {
            app.on(method, pattern) { request in
                var response = Response(pattern)
                for name in Self.parameters {
                    if let value = request.parameters[name] { response.headers[FieldName(stringLiteral: name)] = value }
                }
                return response
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let method: HTTPMethod
        let path: String
        let pattern: String
        var values: [String: String] = [:]
        var testDescription: String { "\(method) \(path)" }
    }

    @Test(arguments: [
        Row(method: .get, path: "/users/42", pattern: "/users/:id", values: ["id": "42"]),
        Row(method: .get, path: "/users/%34%32", pattern: "/users/:id", values: ["id": "42"]),
        Row(method: .get, path: "/users/42/posts", pattern: "/users/:user/posts", values: ["user": "42"]),
        Row(method: .delete, path: "/users/42/posts", pattern: "/users/:name/posts", values: ["name": "42"]),
        Row(method: .delete, path: "/users/42/p%6fsts", pattern: "/users/:name/posts", values: ["name": "42"]),
        Row(
            method: .get, path: "/users/42/files/a/b", pattern: "/users/:owner/files/*",
            values: ["owner": "42", "*": "a/b"]),
        Row(
            method: .get, path: "/users/42/files/a/%62", pattern: "/users/:owner/files/*",
            values: ["owner": "42", "*": "a/b"]),
        Row(method: .put, path: "/users/42", pattern: "/users/*", values: ["*": "42"]),
        Row(method: .put, path: "/users/42/posts", pattern: "/users/*", values: ["*": "42/posts"]),
        Row(method: .get, path: "/items/new", pattern: "/items/new"),
        Row(method: .delete, path: "/items/new", pattern: "/items/:id", values: ["id": "new"]),
        Row(method: .delete, path: "/items/n%65w", pattern: "/items/:id", values: ["id": "new"]),
        Row(method: .delete, path: "/items//new/", pattern: "/items/:id", values: ["id": "new"]),
        Row(method: .post, path: "/items/new", pattern: "/items/*", values: ["*": "new"]),
        Row(method: .patch, path: "/items/new", pattern: "/:any/:thing", values: ["any": "items", "thing": "new"]),
    ])
    func theRouteOfTheMethodIsFoundAndItsNamesHold(_ row: Row) async throws {
        let response = try await app.test(.inProcess) { client in
            try await client.send(TestRequest(row.method, row.path))
        }
        #expect(response.text == row.pattern)
        let values = response.fields.filter { Self.parameters.contains($0.name) }
        #expect(Dictionary(values.map { ($0.name, $0.value) }) { $1 } == row.values)
    }

    /// Text takes precedence over a parameter of the same method, and HEAD uses the route of GET.
    @Test func headIsThatOfTheNearestGet() async throws {
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.send(TestRequest(.head, "/items/new"))["head"] == nil)
            #expect(try await client.send(TestRequest(.head, "/items/1"))["head"] == "1")
        }
    }

    @Test(
        arguments: [
            ("/items/new", "DELETE, GET, HEAD, OPTIONS, PATCH, POST"),
            ("/items/n%65w", "DELETE, GET, HEAD, OPTIONS, PATCH, POST"),
            ("/items/1", "DELETE, HEAD, OPTIONS, PATCH, POST"), ("/items/1/2", "OPTIONS, POST"),
            ("/users/42", "GET, HEAD, OPTIONS, PATCH, PUT"), ("/users/42/posts", "DELETE, GET, HEAD, OPTIONS, PUT"),
            ("/a/b", "OPTIONS, PATCH"),
        ])
    func theMethodsOfAllThatMatchAreAllowed(_ path: String, _ allowed: String) async throws {
        try await RouterTests.expect(app, toAllow: allowed, at: path)
    }

    @Test func aRouteOfAnotherKindForOptionsIsFoundToo() async throws {
        app.on(.options, "/items/:id") { request in "options of \(request.parameters["id"] ?? "-")" }
        let response = try await app.test(.inProcess) { client in
            try await client.send(TestRequest(.options, "/items/new"))
        }
        #expect(response.text == "options of new")
    }
}
