import TaproomHTTP

/// Adds an entity tag (RFC 9110 §8.8.3) to responses whose content a handler made, and answers 304 to a client that has
/// the same content already (`If-None-Match`, §13.1.2).
///
///     app.use(Compression(), ETag())
///
/// It looks at responses with 200 to GET and HEAD whose content is in memory. A tag that the handler has set stays, and is
/// compared, too. Streams, files and responses with `Cache-Control: no-store` are left as they are. The handler runs
/// each time: what is saved is the transfer.
///
/// Behind `Compression`, as above, the tag is that of the content before it is compressed: a weak one stays as it is, and
/// `Compression` makes a strong one weak. The other way round each form has a tag of its own, and content is compressed
/// before it is known that a 304 will do.
public struct ETag: Middleware {
    /// What equal tags promise.
    public enum Strength: Sendable {
        /// The contents mean the same (`W/"…"`).
        case weak
        /// The contents are the same, byte for byte.
        case strong
    }

    private let strength: Strength

    /// - Parameter strength: what equal tags promise; weak by default.
    public init(_ strength: Strength = .weak) {
        self.strength = strength
    }

    /// Tags the response of the rest of the chain, or makes it a 304.
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
        // Content and fields stay, and what sends the response leaves out those of the content (RFC 9110 §15.4.5).
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
