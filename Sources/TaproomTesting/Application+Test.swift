import Taproom
import TaproomNet

extension Application {
    /// Starts the application for a test, and stops it however the test ends.
    ///
    ///     try await app.test(.live) { client in
    ///         try await client.post("/login", form: ["user": "ann"])
    ///         let notes = try await client.get("/notes").json([Note].self)
    ///         #expect(notes.isEmpty)
    ///     }
    ///
    /// The compiler does not see `try` and `await` within `#expect`. A closure that has them nowhere else must declare
    /// its effects: `{ client async throws in … }`.
    ///
    /// - Parameters:
    ///   - mode: the way to reach the application, over a socket or without one.
    ///   - timeout: the longest wait for a response, and for each event or chunk of a stream.
    ///   - body: the test. Its client keeps cookies, and must not be used after `body` has returned.
    /// - Returns: the result of `body`.
    /// - Throws: the error of `body`; `RouteError` for an invalid route; `TestError` if the server does not start or
    ///   stop.
    public func test<Value>(
        _ mode: TestMode = .live, timeout: Duration = .seconds(30), _ body: (TestClient) async throws -> Value
    ) async throws -> Value {
        try await test(mode, timeout: timeout, isSecure: false, body)
    }

    /// Starts the application for a test, and stops it however the test ends.
    ///
    /// - Parameter isSecure: whether requests in process appear to come over TLS.
    package func test<Value>(
        _ mode: TestMode, timeout: Duration = .seconds(30), isSecure: Bool, _ body: (TestClient) async throws -> Value
    ) async throws -> Value {
        let timeout = timeout.asTimeout
        let server: any TestServer =
            switch mode.transport {
            case .live: try await LiveServer(starting: self)
            case .inProcess: try await InProcessServer(self, isSecure: isSecure)
            }
        let client = TestClient(server, timeout: timeout, pieceSize: mode.pieceSize)
        let value: Value
        do {
            value = try await body(client)
        } catch {
            // The test's own error says more than one about the server's stop.
            try? await server.stop(timeout: timeout)
            throw error
        }
        try await server.stop(timeout: timeout)
        return value
    }
}
