import TaproomHTTP

/// What the framework's own tests send that no well-behaved client would.
extension TestClient {
    /// As the public one, with header fields of any text.
    @discardableResult
    package func get(_ target: String, headers: [(name: String, value: String)]) async throws -> TestResponse {
        try await send(TestRequest(.get, target, headers: headers))
    }

    /// As the public one, with header fields of any text.
    @discardableResult
    package func post(
        _ target: String, headers: [(name: String, value: String)], body: String = ""
    ) async throws -> TestResponse {
        try await send(TestRequest(.post, target, headers: headers, body: Array(body.utf8)))
    }
}
