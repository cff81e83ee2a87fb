import TaproomHTTP

/// Adds an entity tag (RFC 9110 §8.8.3) to responses, and answers 304 to a client that already has the same content
/// (`If-None-Match`, §13.1.2).
///
///     app.use(Compression(), ETag())
///
/// It applies to responses with status 200 to GET and HEAD that have their content in memory. A tag that the handler
/// has set is kept and compared. Streams, files and responses with `Cache-Control: no-store` are left as they are. The
/// handler runs for each request: only the transfer is saved.
///
/// Added after `Compression`, as above, it tags the uncompressed content. `Compression` keeps a weak tag, and makes a
/// strong one weak. In the reverse order, each encoding has its own tag, and content is compressed even if the response
/// becomes a 304.
public struct ETag: Middleware {
    /// What equal tags guarantee.
    public enum Strength: Sendable {
        /// The contents are equivalent (`W/"…"`).
        case weak
        /// The contents are identical, byte for byte.
        case strong
    }

    private let strength: Strength

    /// - Parameter strength: what equal tags guarantee; weak by default.
    public init(_ strength: Strength = .weak) {
        self.strength = strength
    }

    /// Adds a tag to the response of the rest of the chain, or makes it a 304.
    public func respond(to request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        guard response.status == .ok, request.method == .get || request.method == .head else { return response }
        switch response.body {
        case .text, .bytes: break
        case .empty, .file, .parts, .content: return response
        }
        guard !forbidsStorage(response) else { return response }
        let tag = response.headers["ETag"] ?? tag(of: response.body)
        response.headers["ETag"] = tag
        // The content and its fields stay in the response. The server omits them when it sends a 304 (RFC 9110
        // §15.4.5).
        if request.isFresh(etag: tag) { response.status = .notModified }
        return response
    }

    private func forbidsStorage(_ response: Response) -> Bool {
        guard let field = response.headers["Cache-Control"] else { return false }
        return field.listElements.contains { Substring($0).lowercased() == "no-store" }
    }

    private func tag(of body: ResponseBody) -> String {
        let digest: String
        switch body {
        case .text(let text): digest = ContentDigest.text(of: text)
        case .bytes(let bytes): digest = ContentDigest.text(of: bytes)
        case .empty, .file, .parts, .content: digest = ""
        }
        return strength == .weak ? "W/\"" + digest + "\"" : "\"" + digest + "\""
    }
}
