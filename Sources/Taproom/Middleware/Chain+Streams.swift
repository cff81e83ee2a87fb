import TaproomHTTP

extension Chain {
    /// The answer to an error in place of a stream of which no byte has left. What middleware has said with the response,
    /// such as the session's cookie, still counts.
    package func answer(_ error: any Error, instead response: Response, to request: Request) async -> Response {
        var answer = await answer(error, request)
        await request.returnToLoop()
        if case .content = answer.body { answer = Response(status: .internalServerError) }
        let own = answer.headers
        for field in response.headers where !Self.describesContent(field.name) && !own.contains(field.name) {
            answer.headers.append(field.name, field.value)
        }
        // Both depend on what they name.
        for element in response.headers["Vary"]?.listElements ?? [] {
            answer.headers.appendElement(String(Substring(element)), to: "Vary")
        }
        keepPrivate(&answer, request)
        return answer
    }

    /// Whether a field is about a response's content, and not about the response.
    private static func describesContent(_ name: FieldName) -> Bool {
        let text = name.text.lowercased()
        return text.hasPrefix("content-") || ["etag", "last-modified", "accept-ranges", "expires"].contains(text)
    }
}
