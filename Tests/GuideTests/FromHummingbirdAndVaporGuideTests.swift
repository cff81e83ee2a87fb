import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/FromHummingbirdAndVapor.md.
@Suite(.timeLimit(.minutes(2))) struct FromHummingbirdAndVaporGuideTests {
    struct Fallback: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            let response = await next(request)
            guard response.status == .notFound else { return response }
            return Response.redirect(to: "/")
        }
    }

    private func routes(_ app: Application) {
        app.use(Fallback())
        app.get("/hello/:name") { request in
            let name = try request.parameters.require("name")
            return ["hello": name]
        }
        app.get("/beers/:id") { request -> String in
            throw HTTPError(.notFound, "There is no such beer.")
        }
    }

    @Test(arguments: TestMode.allCases) func routes(_ mode: TestMode) async throws {
        let app = Application()
        routes(app)
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/hello/Ann").text == #"{"hello":"Ann"}"#)
            let missing = try await client.get("/beers/1")
            #expect(missing.status == .seeOther && missing.headers["Location"] == "/")
        }
    }
}
