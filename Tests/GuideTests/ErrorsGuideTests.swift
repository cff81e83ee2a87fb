import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/Errors.md.
@Suite(.timeLimit(.minutes(2))) struct ErrorsGuideTests {
    private func thrown(_ app: Application) {
        app.put("/beers/:id") { request -> Response in
            let id = try request.parameters.require("id", as: Int.self)
            guard id < 100 else { throw HTTPError(.notFound, "There is no beer \(id).") }
            throw HTTPError(.conflict, "Somebody else was faster.", headers: ["Retry-After": "1"])
        }
        app.post("/beers") { request in
            let strength = try await request.form().require("strength", as: Double.self)
            guard strength < 15 else {
                throw HTTPError(.unprocessableContent, "Too strong.", fields: ["strength": "is not below 15"])
            }
            return HTTPStatus.created
        }
    }

    enum StockError: HTTPErrorConvertible {
        case soldOut
        case broken

        var httpError: HTTPError? {
            switch self {
            case .soldOut: HTTPError(.gone, "Sold out.")
            case .broken: nil
            }
        }
    }

    private func own(_ app: Application) {
        app.get("/last") { _ -> String in throw StockError.soldOut }
        app.get("/broken") { _ -> String in throw StockError.broken }
    }

    private func handlers(_ app: Application) {
        app.onError { error, request in
            let problem = ErrorResponse.describe(error, request, request.logger)
            return Response.html("<h1>\(problem.status.code)</h1>", status: problem.status)
        }
        let api = app.group("/api")
        api.onError { error, request in ErrorResponse.standard(error, request, request.logger) }
        api.get("/broken") { _ -> String in throw StockError.broken }
    }

    @Test(arguments: TestMode.allCases) func errors(_ mode: TestMode) async throws {
        let app = Application()
        thrown(app)
        own(app)
        try await app.test(mode) { client async throws in
            let conflict = try await client.put("/beers/7")
            #expect(conflict.status == .conflict && conflict.headers["Retry-After"] == "1")
            #expect(conflict.text == "Somebody else was faster.\n")
            let page = try await client.put("/beers/7", headers: ["Accept": "text/html"])
            #expect(page.text.contains("<h1>409 Conflict</h1>"))
            let missing = try await client.put("/beers/700", headers: ["Accept": "application/json"])
            #expect(missing.headers["Content-Type"] == "application/problem+json")
            #expect(missing.text == #"{"title":"Not Found","status":404,"detail":"There is no beer 700."}"#)
            let strong = try await client.post(
                "/beers", form: ["strength": "20"], headers: ["Accept": "application/json"])
            #expect(strong.text.contains(#""fields":{"strength":"is not below 15"}"#))
            #expect(try await client.get("/last").status == .gone)
            let broken = try await client.get("/broken")
            #expect(broken.status == .internalServerError && !broken.text.contains("StockError"))
        }
    }

    @Test(arguments: TestMode.allCases) func errorHandlers(_ mode: TestMode) async throws {
        let app = Application()
        handlers(app)
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/nowhere").text == "<h1>404</h1>")
            #expect(try await client.get("/api/broken").status == .internalServerError)
            #expect(try await client.get("/api/nowhere", headers: ["Accept": "text/html"]).text != "<h1>404</h1>")
        }
    }
}
