import TaproomHTTP

extension Chain {
    /// Returns the response to an error that occurred before a stream has sent its first byte. The header fields of the
    /// stream's response, such as the session's cookie, are kept, except those about its content.
    package func answer(_ error: any Error, instead response: Response, to request: Request) async -> Response {
        var answer = await answer(error, request)
        await request.returnToLoop()
        if case .content = answer.body { answer = Response(status: .internalServerError) }
        let own = answer.headers
        for field in response.headers where !Self.describesContent(field.name) && !own.contains(field.name) {
            answer.headers.append(field.name, field.value)
        }
        // The result depends on the fields that either response names.
        for element in response.headers["Vary"]?.listElements ?? [] {
            answer.headers.appendElement(String(Substring(element)), to: "Vary")
        }
        keepPrivate(&answer, request)
        return answer
    }

    /// Returns whether a field describes a response's content, and not the response.
    private static func describesContent(_ name: FieldName) -> Bool {
        let text = name.text.lowercased()
        return text.hasPrefix("content-") || ["etag", "last-modified", "accept-ranges", "expires"].contains(text)
    }
}
