import TaproomHTTP

/// Requests with a form that is encoded from a structure or a dictionary. A dictionary literal is a `TestForm`, which
/// keeps the order of its fields.
extension TestClient {
    /// Sends a request with a form that is encoded by `TestForm(encoding:)`.
    @_disfavoredOverload
    @discardableResult
    public func send(
        _ method: HTTPMethod, _ path: String, headers: HeaderFields = [:], form: some Encodable,
        followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            method, path, headers: headers, form: TestForm(encoding: form), followRedirects: followRedirects)
    }

    /// Sends a POST with a form that is encoded by `TestForm(encoding:)`.
    @_disfavoredOverload
    @discardableResult
    public func post(
        _ path: String, headers: HeaderFields = [:], form: some Encodable, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.post, path, headers: headers, form: form, followRedirects: followRedirects)
    }

    /// Sends a PUT with a form that is encoded by `TestForm(encoding:)`.
    @_disfavoredOverload
    @discardableResult
    public func put(
        _ path: String, headers: HeaderFields = [:], form: some Encodable, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.put, path, headers: headers, form: form, followRedirects: followRedirects)
    }

    /// Sends a PATCH with a form that is encoded by `TestForm(encoding:)`.
    @_disfavoredOverload
    @discardableResult
    public func patch(
        _ path: String, headers: HeaderFields = [:], form: some Encodable, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.patch, path, headers: headers, form: form, followRedirects: followRedirects)
    }
}
