import FoundationEssentials
import TaproomHTTP
import TaproomNet

extension Request {
    /// The one of these media types that the client prefers (RFC 9110 §12.5.1), of equal ones the first; nil where it accepts
    /// none of them.
    ///
    ///     switch request.accepts("html", "json") {
    ///     case "json": return Response.json(beers)
    ///     default: return try request.render("beers", beers)
    ///     }
    ///
    /// - Parameter types: media types, or endings of file names that stand for them, such as `html`.
    /// - Returns: one of `types`, as it was given.
    public func accepts(_ types: String...) -> String? {
        AcceptField(header("accept")).best(of: types) { field in
            { field.weight(ofType: MediaTypes.type($0)) }
        }
    }

    /// The one of these languages that the client prefers (RFC 9110 §12.5.4); nil where it accepts none of them.
    public func acceptsLanguages(_ languages: String...) -> String? {
        AcceptField(header("accept-language")).best(of: languages) { $0.weight(ofName:) }
    }

    /// Whether the client accepts a content coding such as `gzip` (RFC 9110 §12.5.3).
    public func acceptsEncoding(_ coding: String) -> Bool {
        ContentCoding.accepts(coding, self)
    }

    /// The one of these media types that the content has, without regard to parameters; nil where it is another one, or
    /// there is no content.
    ///
    /// - Parameter types: media types, `image/*`, or endings of file names that stand for them, such as `json`.
    public func hasContent(ofType types: String...) -> String? {
        guard let contentType, head.framing != .none else { return nil }
        return types.first { type in
            let expected = MediaTypes.type(type).split(separator: ";")[0]
            if expected.utf8.last == 0x2a { return contentType.hasUTF8Prefix(String(expected.dropLast())) }
            return contentType == expected || expected == "application/json" && contentType.hasSuffix("+json")
        }
    }

    /// Whether what the client has in its cache is still good, so that a 304 will do (RFC 9110 §13.2.2): of GET and HEAD.
    ///
    /// - Parameters:
    ///   - etag: the entity tag of what would be sent, with its quotes.
    ///   - lastModified: when that last changed, in seconds since 1970.
    public func isFresh(etag: String? = nil, lastModified: Int? = nil) -> Bool {
        guard method == .get || method == .head else { return false }
        if let field = header("if-none-match") {
            guard let etag else { return false }
            return EntityTag.list(field, holds: etag)
        }
        guard let lastModified, let since = date("if-modified-since") else { return false }
        return lastModified <= since
    }

    /// Whether what the client has in its cache is still good, by a `Date`, of which HTTP's dates have whole seconds.
    public func isFresh(etag: String? = nil, lastModified: Date) -> Bool {
        let seconds = lastModified.timeIntervalSince1970.rounded(.down)
        return isFresh(etag: etag, lastModified: Int(exactly: seconds) ?? (seconds < 0 ? .min : .max))
    }

    /// A field that is a date, in seconds since 1970; nil where it is missing or none (RFC 9110 §5.6.7).
    ///
    /// - Parameter name: in lower case.
    func date(_ name: String) -> Int? {
        guard let field = header(name) else { return nil }
        return HTTPDate.parse(field, currentYear: CivilDate(secondsSinceEpoch: Clock.wallMilliseconds() / 1000).year)
    }
}
