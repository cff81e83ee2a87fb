import TaproomHTTP

extension Response {
    /// Returns a response whose content is written piece by piece. The head is sent with the first bytes, so an error
    /// that is thrown before them is handled like an error of the handler.
    ///
    ///     Response.stream(contentType: "text/csv") { writer in
    ///         for row in rows { try await writer.write(row.csv + "\r\n") }
    ///     }
    ///
    /// - Parameters:
    ///   - status: the status of the response.
    ///   - contentType: the media type of the content.
    ///   - length: the length of the content in bytes; nil if it is not known.
    ///   - produce: writes the content. Its task is cancelled when the client disconnects.
    public static func stream(
        status: HTTPStatus = .ok, contentType: String = "application/octet-stream", length: Int? = nil,
        _ produce: nonisolated(nonsending) @escaping (ResponseWriter) async throws -> Void
    ) -> Response {
        Response(status: status, contentType: contentType, body: .stream(length: length, produce))
    }
}
