import TaproomHTTP

/// Requests for the framework's own tests, which an ordinary client would not send.
extension TestClient {
    /// Sends a GET whose header fields can be any text.
    @discardableResult
    package func get(_ target: String, headers: [(name: String, value: String)]) async throws -> TestResponse {
        try await send(TestRequest(.get, target, headers: headers))
    }

    /// Sends a POST whose header fields can be any text.
    @discardableResult
    package func post(
        _ target: String, headers: [(name: String, value: String)], body: String = ""
    ) async throws -> TestResponse {
        try await send(TestRequest(.post, target, headers: headers, body: Array(body.utf8)))
    }
}
