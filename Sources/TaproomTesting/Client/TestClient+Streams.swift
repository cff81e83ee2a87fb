import TaproomHTTP

/// Responses that are read while they arrive.
extension TestClient {
    /// Sends a GET, and returns the Server-Sent Events of the response.
    ///
    ///     for try await event in try await client.events("/ticks") {
    ///         #expect(event.name == "tick")
    ///         if event.data == "3" { break }
    ///     }
    ///
    /// - Parameters:
    ///   - path: the path from the root of the site.
    ///   - headers: the header fields.
    ///   - lastEventID: the value of Last-Event-ID, which a browser sends when it reconnects; nil for none.
    /// - Throws: `TestError` if the response is not an event stream with status 200, or does not arrive in time.
    public func events(
        _ path: String, headers: HeaderFields = [:], lastEventID: String? = nil
    ) async throws -> TestEvents {
        var headers = headers
        if !headers.contains("Accept") { headers["Accept"] = "text/event-stream" }
        if let lastEventID { headers["Last-Event-ID"] = lastEventID }
        let response = try await open(TestRequest(.get, path, headers: headers, content: nil))
        let type = response.head["content-type"]?.prefix { $0 != ";" }.lowercased()
        guard response.head.status == .ok, type == "text/event-stream" else {
            throw try await unexpected(response)
        }
        return TestEvents(response)
    }

    /// Sends a request, and returns the content of the response, whatever its status.
    ///
    ///     for try await bytes in try await client.stream("/export") { … }
    ///
    /// The parameters are those of `send`.
    ///
    /// - Throws: `TestError` if the head of the response does not arrive in time.
    public func stream(
        _ path: String, method: HTTPMethod = .get, headers: HeaderFields = [:], json: (any Encodable)? = nil,
        form: TestForm? = nil, multipart: [TestPart]? = nil, body: (any TestContent)? = nil
    ) async throws -> TestStream {
        let content = try RequestContent(json: json, form: form, multipart: multipart, body: body)
        return TestStream(try await open(TestRequest(method, path, headers: headers, content: content)))
    }

    private func open(_ request: TestRequest) async throws -> StreamedResponse {
        let (head, incoming, reader) = try await begin(request, until: .now + timeout)
        return StreamedResponse(head, incoming, reader)
    }

    /// Returns the error for a response that is not an event stream. It quotes the first bytes of the content.
    private func unexpected(_ response: StreamedResponse) async throws -> TestError {
        let reading = StreamReading(response)
        let request = response.incoming.request
        let body = try await reading.next(until: .now + timeout) { "the content of the response to \(request)" }
        let came = TestResponse(response.head, body: body ?? [], request: request)
        return TestError(.unexpectedResponse, "the response to \(request) is no event stream. It came with \(came)")
    }
}
