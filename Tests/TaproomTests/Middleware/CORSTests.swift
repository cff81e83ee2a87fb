import Taproom
import TaproomTesting
import Testing

/// The permissions of scripts from other origins.
@Suite(.timeLimit(.minutes(1))) struct CORSTests {
    private struct Oops: Error {}

    private func application(_ cors: CORS) -> Application {
        let app = Application()
        app.use(cors)
        app.get("/notes") { _ in "notes" }
        app.on(.options, "/own") { _ in "own" }
        app.get("/conflict") { _ -> Response in throw HTTPError(.conflict) }
        app.get("/oops") { _ -> Response in throw Oops() }
        return app
    }

    private func send(
        _ cors: CORS, _ method: HTTPMethod = .get, _ path: String = "/notes", headers: HeaderFields = [:]
    ) async throws -> TestResponse {
        try await application(cors).test(.inProcess) { client async throws in
            try await client.send(method, path, headers: headers)
        }
    }

    private func preflight(
        _ cors: CORS, _ path: String = "/notes", origin: String = "https://app.example", method: String = "PUT",
        headers: String? = nil
    ) async throws -> TestResponse {
        var fields: HeaderFields = ["Origin": origin, "Access-Control-Request-Method": method]
        fields["Access-Control-Request-Headers"] = headers
        return try await send(cors, .options, path, headers: fields)
    }

    private static let strict = CORS(
        origins: ["https://app.example", "HTTP://Other.example:80"], methods: [.get, .put], headers: ["X-Token"],
        exposedHeaders: ["X-Total", "ETag"], credentials: true, maxAge: .minutes(10))

    private func corsFields(_ response: TestResponse) -> [String] {
        response.headers.map(\.name.text).filter { $0.lowercased().hasPrefix("access-control-") }
    }

    @Test func anyOriginReadsWithoutCredentials() async throws {
        for headers in [[:], ["Origin": "https://app.example"], ["Origin": "null"]] as [HeaderFields] {
            let response = try await send(CORS(), headers: headers)
            #expect(response.headers["Access-Control-Allow-Origin"] == "*")
            #expect(corsFields(response).count == 1)
            #expect(response.headers["Vary"] == nil, "the same for each origin")
        }
    }

    @Test func aPreflightOfAnyOriginMayAskForAnyField() async throws {
        let response = try await preflight(CORS(), headers: "x-token,content-type")
        #expect(response.status == .noContent && response.body.isEmpty)
        #expect(response.headers["Access-Control-Allow-Origin"] == "*")
        #expect(response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST, PUT, PATCH, DELETE")
        #expect(response.headers["Access-Control-Allow-Headers"] == "x-token,content-type")
        #expect(response.headers["Access-Control-Max-Age"] == nil)
        #expect(response.headers["Vary"] == "Access-Control-Request-Headers")
    }

    @Test(arguments: ["a b", "x\"y", "näme", "a,,<script>"])
    func whatIsNoNameIsNotEchoed(_ names: String) async throws {
        let response = try await preflight(CORS(), headers: names)
        #expect(response.status == .noContent)
        #expect(response.headers["Access-Control-Allow-Headers"] == nil)
    }

    @Test(arguments: ["https://app.example", "http://other.example"])
    func aListedOriginIsNamed(_ origin: String) async throws {
        let response = try await send(Self.strict, headers: ["Origin": origin])
        #expect(response.text == "notes")
        #expect(response.headers["Access-Control-Allow-Origin"] == origin)
        #expect(response.headers["Access-Control-Allow-Credentials"] == "true")
        #expect(response.headers["Access-Control-Expose-Headers"] == "X-Total, ETag")
        #expect(response.headers["Vary"] == "Origin")
        let answer = try await preflight(Self.strict, origin: origin, headers: "x-other")
        #expect(answer.status == .noContent)
        #expect(answer.headers["Access-Control-Allow-Origin"] == origin)
        #expect(answer.headers["Access-Control-Allow-Credentials"] == "true")
        #expect(answer.headers["Access-Control-Allow-Methods"] == "GET, PUT")
        #expect(answer.headers["Access-Control-Allow-Headers"] == "X-Token")
        #expect(answer.headers["Access-Control-Max-Age"] == "600")
        #expect(answer.headers["Access-Control-Expose-Headers"] == nil)
        #expect(answer.headers["Vary"] == "Origin")
    }

    @Test(arguments: [
        "https://evil.example", "https://app.example.evil", "https://app.example:444", "http://app.example", "null", "",
        "https://app.example, https://evil.example", "https://evil.example,https://app.example",
    ])
    func anotherOriginGetsNoFields(_ origin: String) async throws {
        let response = try await send(Self.strict, headers: ["Origin": origin])
        #expect(response.text == "notes", "its browser keeps the response from the script")
        #expect(corsFields(response).isEmpty)
        #expect(response.headers["Vary"] == "Origin")
        let answer = try await preflight(Self.strict, origin: origin)
        #expect(answer.status == .noContent)
        #expect(corsFields(answer).isEmpty)
        #expect(answer.headers["Vary"] == "Origin")
    }

    @Test func aRequestWithoutOriginVariesToo() async throws {
        let response = try await send(Self.strict)
        #expect(corsFields(response).isEmpty)
        #expect(response.headers["Vary"] == "Origin")
    }

    @Test func aClosureDecides() async throws {
        let cors = CORS(origins: { $0.hasSuffix(".app.example") }, credentials: true)
        let response = try await preflight(cors, origin: "https://a.app.example", headers: "X-Token")
        #expect(response.headers["Access-Control-Allow-Origin"] == "https://a.app.example")
        #expect(response.headers["Access-Control-Allow-Headers"] == "X-Token")
        #expect(response.headers["Vary"] == "Origin, Access-Control-Request-Headers")
        for origin in ["https://evil.example", "https://evil.example, https://a.app.example"] {
            let refused = try await preflight(cors, origin: origin, headers: "X-Token")
            #expect(corsFields(refused).isEmpty)
            #expect(refused.headers["Vary"] == "Origin, Access-Control-Request-Headers")
        }
    }

    @Test func aStarAloneIsAnyOrigin() async throws {
        let response = try await send(CORS(origins: ["*"]), headers: ["Origin": "https://app.example"])
        #expect(response.headers["Access-Control-Allow-Origin"] == "*")
    }

    @Test func whatIsNoOriginEndsTheProgram() async {
        await #expect(processExitsWith: .failure) { _ = CORS(origins: ["https://app.example/"]) }
        await #expect(processExitsWith: .failure) { _ = CORS(origins: ["app.example"]) }
        await #expect(processExitsWith: .failure) { _ = CORS(origins: ["*"], credentials: true) }
        await #expect(processExitsWith: .failure) { _ = CORS(origins: ["*", "https://app.example"]) }
    }

    @Test func errorsAndUnknownPathsCanBeRead() async throws {
        for (path, status) in [("/conflict", 409), ("/oops", 500), ("/unknown", 404)] {
            let response = try await send(Self.strict, .get, path, headers: ["Origin": "https://app.example"])
            #expect(response.status.code == status)
            #expect(response.headers["Access-Control-Allow-Origin"] == "https://app.example")
            let answer = try await preflight(Self.strict, path)
            #expect(answer.status == .noContent)
            #expect(answer.headers["Access-Control-Allow-Origin"] == "https://app.example")
        }
        let refused = try await send(Self.strict, .delete, headers: ["Origin": "https://app.example"])
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.headers["Access-Control-Allow-Origin"] == "https://app.example")
    }

    @Test func onlyAPreflightIsAnsweredForTheRoute() async throws {
        let own = try await send(Self.strict, .options, "/own", headers: ["Origin": "https://app.example"])
        #expect(own.text == "own")
        #expect(own.headers["Access-Control-Allow-Origin"] == "https://app.example")
        #expect(
            try await send(Self.strict, .options, "/own", headers: ["Access-Control-Request-Method": "GET"]).text
                == "own")
        #expect(try await preflight(Self.strict, "/own").status == .noContent)
    }

    /// The path needs no route for OPTIONS, and the group's middleware still answers the preflight.
    @Test func aGroupAnswersThePreflightsOfItsRoutes() async throws {
        let app = Application()
        app.group("/api", CORS()) { api in api.get("/notes") { _ in "notes" } }
        app.get("/page") { _ in "page" }
        try await app.test(.inProcess) { client async throws in
            let headers: HeaderFields = ["Origin": "https://app.example", "Access-Control-Request-Method": "GET"]
            let answer = try await client.options("/api/notes", headers: headers)
            #expect(answer.status == .noContent)
            #expect(answer.headers["Access-Control-Allow-Origin"] == "*")
            #expect(answer.headers["Allow"] == nil)
            #expect(
                try await client.options("/api/none", headers: headers).headers["Access-Control-Allow-Origin"] == "*")
            let plain = try await client.options("/api/notes")
            #expect(plain.status == .noContent)
            #expect(plain.headers["Allow"] == "GET, HEAD, OPTIONS")
            #expect(plain.headers["Access-Control-Allow-Origin"] == "*")
            let page = try await client.options("/page", headers: headers)
            #expect(page.headers["Allow"] == "GET, HEAD, OPTIONS")
            #expect(page.headers["Access-Control-Allow-Origin"] == nil)
        }
    }
}
