import Taproom
import TaproomNet

extension Application {
    /// Serves the application for the time of a test, and stops it however the test ends.
    ///
    ///     try await app.test(.live) { client in
    ///         try await client.post("/login", form: ["user": "ann"])
    ///         let notes = try await client.get("/notes").json([Note].self)
    ///         #expect(notes.isEmpty)
    ///     }
    ///
    /// The compiler does not look for `try` and `await` within `#expect`: where a closure has them nowhere else it says so
    /// itself, `{ client async throws in … }`.
    ///
    /// - Parameters:
    ///   - mode: over a socket, or without one.
    ///   - timeout: how long the client waits for a response, and for each event or chunk of a stream.
    ///   - body: the test. Its client keeps cookies, and must not be used after `body` has returned.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws; `RouteError` for a route that can't mean what it says; `TestError` where the server
    ///   does not start or stop.
    public func test<Value>(
        _ mode: TestMode = .live, timeout: Duration = .seconds(30), _ body: (TestClient) async throws -> Value
    ) async throws -> Value {
        try await test(mode, timeout: timeout, isSecure: false, body)
    }

    /// - Parameter isSecure: whether requests in process look as if they came over TLS.
    package func test<Value>(
        _ mode: TestMode, timeout: Duration = .seconds(30), isSecure: Bool, _ body: (TestClient) async throws -> Value
    ) async throws -> Value {
        let timeout = timeout.asTimeout
        let server: any TestServer =
            switch mode.transport {
            case .live: try LiveServer(starting: self)
            case .inProcess: try InProcessServer(self, isSecure: isSecure)
            }
        let client = TestClient(server, timeout: timeout, pieceSize: mode.pieceSize)
        let value: Value
        do {
            value = try await body(client)
        } catch {
            // The test's own error says more than that the server does not stop.
            try? await server.stop(timeout: timeout)
            throw error
        }
        try await server.stop(timeout: timeout)
        return value
    }
}
