import Taproom
import TaproomTesting
import Testing

/// The ids of requests.
@Suite(.timeLimit(.minutes(1))) struct RequestIDTests {
    private func application(_ middleware: RequestID, behindProxy: Bool = false) -> Application {
        let app = Application()
        if behindProxy { app.settings.trustedProxies = .loopback }
        app.use(middleware)
        app.get("/id") { request in request.id }
        app.get("/conflict") { _ -> Response in throw HTTPError(.conflict) }
        return app
    }

    @Test(arguments: TestMode.allCases) func aProxysIDIsTaken(_ mode: TestMode) async throws {
        try await application(RequestID(), behindProxy: true).test(mode) { client async throws in
            let response = try await client.get("/id", headers: ["X-Request-Id": "abc-123"])
            #expect(response.text == "abc-123")
            #expect(response.headers["X-Request-Id"] == "abc-123")
            for path in ["/conflict", "/unknown"] {
                let error = try await client.get(path, headers: ["X-Request-Id": "abc-123"])
                #expect(error.headers["X-Request-Id"] == "abc-123")
            }
        }
    }

    @Test func aClientsIDIsNot() async throws {
        for (middleware, behindProxy) in [(RequestID(), false), (RequestID(trusts: .never), true)] {
            try await application(middleware, behindProxy: behindProxy).test(.inProcess) { client async throws in
                let first = try await client.get("/id", headers: ["X-Request-Id": "abc-123"])
                let second = try await client.get("/id")
                #expect(first.text == first.headers["X-Request-Id"] && second.text == second.headers["X-Request-Id"])
                #expect(first.text != "abc-123" && !first.text.isEmpty && first.text != second.text)
            }
        }
    }

    @Test(arguments: [
        ("a", true), (String(repeating: "a", count: 128), true), ("AZaz09._~+/=-", true),
        (String(repeating: "a", count: 129), false), ("", false), ("a b", false), ("a\"b", false), ("a,b", false),
        ("ä", false), ("a\u{301}", false), ("<script>", false),
    ])
    func onlyASaneIDIsTaken(_ id: String, _ isTaken: Bool) async throws {
        try await application(RequestID(trusts: .always)).test(.inProcess) { client async throws in
            let response = try await client.get("/id", headers: ["X-Request-Id": id])
            #expect((response.text == id) == isTaken)
            #expect(response.headers["X-Request-Id"] == response.text)
        }
    }

    @Test func theFieldMayHaveAnotherName() async throws {
        let middleware = RequestID(trusts: .always, header: "X-Correlation-ID")
        try await application(middleware).test(.inProcess) { client async throws in
            let response = try await client.get("/id", headers: ["x-correlation-id": "abc", "X-Request-Id": "no"])
            #expect(response.text == "abc")
            #expect(response.headers["X-Correlation-ID"] == "abc" && response.headers["X-Request-Id"] == nil)
        }
    }
}
