import TaproomHTTP

/// The same requests, with the argument `headers` after the content.
extension TestClient {
    /// Sends a request with any method.
    @_disfavoredOverload
    @discardableResult
    public func send(
        _ method: HTTPMethod, _ path: String, json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, headers: HeaderFields,
        followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            method, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends a POST. The parameters are those of `send`.
    @_disfavoredOverload
    @discardableResult
    public func post(
        _ path: String, json: (any Encodable)? = nil, form: TestForm? = nil, multipart: [TestPart]? = nil,
        body: (any TestContent)? = nil, headers: HeaderFields, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .post, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends a PUT. The parameters are those of `send`.
    @_disfavoredOverload
    @discardableResult
    public func put(
        _ path: String, json: (any Encodable)? = nil, form: TestForm? = nil, multipart: [TestPart]? = nil,
        body: (any TestContent)? = nil, headers: HeaderFields, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .put, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends a PATCH. The parameters are those of `send`.
    @_disfavoredOverload
    @discardableResult
    public func patch(
        _ path: String, json: (any Encodable)? = nil, form: TestForm? = nil, multipart: [TestPart]? = nil,
        body: (any TestContent)? = nil, headers: HeaderFields, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .patch, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends a DELETE. The parameters are those of `send`.
    @_disfavoredOverload
    @discardableResult
    public func delete(
        _ path: String, json: (any Encodable)? = nil, form: TestForm? = nil, multipart: [TestPart]? = nil,
        body: (any TestContent)? = nil, headers: HeaderFields, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .delete, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }
}
