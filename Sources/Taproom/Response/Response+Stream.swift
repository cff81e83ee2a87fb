import TaproomHTTP

extension Response {
    /// A response whose content is written bit by bit. The head is sent with the first bytes: an error that is thrown before
    /// is answered as one of the handler.
    ///
    ///     Response.stream(contentType: "text/csv") { writer in
    ///         for row in rows { try await writer.write(row.csv + "\r\n") }
    ///     }
    ///
    /// - Parameters:
    ///   - status: the response's status.
    ///   - contentType: the media type of the content.
    ///   - length: bytes of the content, where that is known.
    ///   - produce: writes the content; its task is cancelled when the client goes away.
    public static func stream(
        status: HTTPStatus = .ok, contentType: String = "application/octet-stream", length: Int? = nil,
        _ produce: nonisolated(nonsending) @escaping (ResponseWriter) async throws -> Void
    ) -> Response {
        Response(status: status, contentType: contentType, body: .stream(length: length, produce))
    }
}
