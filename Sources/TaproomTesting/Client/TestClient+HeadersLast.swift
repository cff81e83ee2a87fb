import TaproomHTTP

/// The same requests with the header fields behind the content.
extension TestClient {
    /// Sends a request with a method of any name.
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

    /// Sends POST; parameters as those of `send`.
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

    /// Sends PUT; parameters as those of `send`.
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

    /// Sends PATCH; parameters as those of `send`.
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

    /// Sends DELETE; parameters as those of `send`.
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
