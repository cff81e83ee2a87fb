import TaproomHTTP

/// Requests. Each is sent over a connection of its own, and its response received whole.
///
/// - Content is given as one of `json`, `form`, `multipart` and `body`, which sets Content-Type but for `body`; a field of
///   `headers` counts before that.
/// - A path may have a query. Spaces, controls and what is no ASCII are percent-encoded, all else is sent as it is.
/// - Every response is returned, whatever its status. `TestError` is thrown where none comes in time, or no whole one;
///   `EncodingError` where a value can't be JSON.
extension TestClient {
    /// Sends a request with a method of any name.
    ///
    /// - Parameters:
    ///   - method: such as `.get` or `"PURGE"`.
    ///   - path: from the root of the site.
    ///   - headers: header fields; a field Cookie replaces the client's cookies.
    ///   - json: a value to encode.
    ///   - form: the fields of an `application/x-www-form-urlencoded` form.
    ///   - multipart: the fields and files of a `multipart/form-data` form.
    ///   - body: text or bytes.
    ///   - followRedirects: whether to go where redirects lead; what `followsRedirects` says where nil.
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

    /// Sends GET.
    @discardableResult
    public func get(
        _ path: String, headers: HeaderFields = [:], followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.get, path, headers: headers, followRedirects: followRedirects)
    }

    /// Sends HEAD.
    @discardableResult
    public func head(
        _ path: String, headers: HeaderFields = [:], followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.head, path, headers: headers, followRedirects: followRedirects)
    }

    /// Sends OPTIONS.
    @discardableResult
    public func options(
        _ path: String, headers: HeaderFields = [:], followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(.options, path, headers: headers, followRedirects: followRedirects)
    }

    /// Sends POST; parameters as those of `send`.
    @discardableResult
    public func post(
        _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .post, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends PUT; parameters as those of `send`.
    @discardableResult
    public func put(
        _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .put, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends PATCH; parameters as those of `send`.
    @discardableResult
    public func patch(
        _ path: String, headers: HeaderFields = [:], json: (any Encodable)? = nil, form: TestForm? = nil,
        multipart: [TestPart]? = nil, body: (any TestContent)? = nil, followRedirects: Bool? = nil
    ) async throws -> TestResponse {
        try await send(
            .patch, path, headers: headers, json: json, form: form, multipart: multipart, body: body,
            followRedirects: followRedirects)
    }

    /// Sends DELETE; parameters as those of `send`.
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
