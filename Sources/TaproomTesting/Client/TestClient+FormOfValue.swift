import TaproomHTTP

/// Forms made of a value: a structure, or a dictionary. A literal is a `TestForm`, which keeps the order of its fields.
extension TestClient {
    /// Sends a request with the fields of a value, as `TestForm(encoding:)` makes them.
    @_disfavoredOverload
    @discardableResult
    public func send(
        _ method: HTTPMethod, _ path: String, headers: HeaderFields = [:], form: some Encodable,
        followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            method, path, headers: headers, form: TestForm(encoding: form), followRedirects: followRedirects)
    }

    /// Sends POST with the fields of a value, as `TestForm(encoding:)` makes them.
    @_disfavoredOverload
    @discardableResult
    public func post(
        _ path: String, headers: HeaderFields = [:], form: some Encodable, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.post, path, headers: headers, form: form, followRedirects: followRedirects)
    }

    /// Sends PUT with the fields of a value, as `TestForm(encoding:)` makes them.
    @_disfavoredOverload
    @discardableResult
    public func put(
        _ path: String, headers: HeaderFields = [:], form: some Encodable, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.put, path, headers: headers, form: form, followRedirects: followRedirects)
    }

    /// Sends PATCH with the fields of a value, as `TestForm(encoding:)` makes them.
    @_disfavoredOverload
    @discardableResult
    public func patch(
        _ path: String, headers: HeaderFields = [:], form: some Encodable, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.patch, path, headers: headers, form: form, followRedirects: followRedirects)
    }
}
