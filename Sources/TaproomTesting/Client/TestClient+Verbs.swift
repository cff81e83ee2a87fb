import TaproomHTTP

/// Requests. Each one has a connection of its own, and its response is received completely.
///
/// - Content is one of `json`, `form`, `multipart` and `body`. All but `body` set Content-Type, unless `headers` has
///   it.
/// - A path may have a query. Spaces, control characters and non-ASCII characters are percent-encoded, and the rest is
///   sent as it is.
/// - A response is returned whatever its status. `TestError` is thrown if no complete response arrives in time, and
///   `EncodingError` if a value can't be encoded as JSON.
extension TestClient {
    /// Sends a request with any method.
    ///
    /// - Parameters:
    ///   - method: the method, such as `.get` or `"PURGE"`.
    ///   - path: the path from the root of the site.
    ///   - headers: the header fields. A Cookie field replaces the client's cookies.
    ///   - json: a value to encode.
    ///   - form: the fields of an `application/x-www-form-urlencoded` form.
    ///   - multipart: the fields and files of a `multipart/form-data` form.
    ///   - body: text or bytes.
    ///   - followRedirects: whether to follow redirects; nil for the client's `followsRedirects`.
    @discardableResult
    public func send(
        _ method: HTTPMethod, _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil,
        form: TestForm? = nil, multipart: [TestPart]? = nil, body: (any TestContent)? = nil,
        followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        let content = try RequestContent(json: json, form: form, multipart: multipart, body: body)
        return try await send(
            TestRequest(method, path, headers: headers, content: content), followRedirects: followRedirects)
    }

    /// Sends a GET.
    @discardableResult
    public func get(
        _ path: String, headers: HeaderFields = [:], followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.get, path, headers: headers, followRedirects: followRedirects)
    }

    /// Sends a HEAD.
    @discardableResult
    public func head(
        _ path: String, headers: HeaderFields = [:], followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.head, path, headers: headers, followRedirects: followRedirects)
    }

    /// Sends an OPTIONS.
    @discardableResult
    public func options(
        _ path: String, headers: HeaderFields = [:], followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.options, path, headers: headers, followRedirects: followRedirects)
    }

    /// Sends a POST. The parameters are those of `send`.
    @discardableResult
    public func post(
        _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .post, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends a PUT. The parameters are those of `send`.
    @discardableResult
    public func put(
        _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .put, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends a PATCH. The parameters are those of `send`.
    @discardableResult
    public func patch(
        _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .patch, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends a DELETE. The parameters are those of `send`.
    @discardableResult
    public func delete(
        _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .delete, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }
}
