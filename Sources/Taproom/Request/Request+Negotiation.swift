import FoundationEssentials
import TaproomHTTP
import TaproomNet

extension Request {
    /// Returns the media type that the client prefers (RFC 9110 §12.5.1), the first one if it prefers several equally;
    /// nil if it accepts none of them.
    ///
    ///     switch request.accepts("html", "json") {
    ///     case "json": return Response.json(beers)
    ///     default: return try request.render("beers", beers)
    ///     }
    ///
    /// - Parameter types: media types, or file name extensions such as `html`.
    /// - Returns: one of `types`, as it was given.
    public func accepts(_ types: String...) -> String? {
        AcceptField(header("accept")).best(of: types) { field in
            { field.weight(ofType: MediaTypes.type($0)) }
        }
    }

    /// Returns the language that the client prefers (RFC 9110 §12.5.4); nil if it accepts none of them.
    public func acceptsLanguages(_ languages: String...) -> String? {
        AcceptField(header("accept-language")).best(of: languages) { $0.weight(ofName:) }
    }

    /// Returns whether the client accepts a content coding such as `gzip` (RFC 9110 §12.5.3).
    public func acceptsEncoding(_ coding: String) -> Bool {
        ContentCoding.accepts(coding, self)
    }

    /// Returns the media type that the content has, regardless of its parameters; nil if it has none of them, or if
    /// there is no content.
    ///
    /// - Parameter types: media types, `image/*`, or file name extensions such as `json`.
    public func hasContent(ofType types: String...) -> String? {
        guard let contentType, head.framing != .none else { return nil }
        return types.first { type in
            let expected = MediaTypes.type(type).split(separator: ";")[0]
            if expected.utf8.last == 0x2a { return contentType.hasUTF8Prefix(String(expected.dropLast())) }
            return contentType == expected || expected == "application/json" && contentType.hasSuffix("+json")
        }
    }

    /// Returns whether the client's cached copy is still current, so that a 304 suffices (RFC 9110 §13.2.2). False for
    /// methods other than GET and HEAD.
    ///
    /// - Parameters:
    ///   - etag: the entity tag of the current representation, with its quotes.
    ///   - lastModified: when the representation last changed, in seconds since 1970.
    public func isFresh(etag: String? = nil, lastModified: Int? = nil) -> Bool {
        guard method == .get || method == .head else { return false }
        if let field = header("if-none-match") {
            guard let etag else { return false }
            return EntityTag.list(field, holds: etag)
        }
        guard let lastModified, let since = date("if-modified-since") else { return false }
        return lastModified <= since
    }

    /// Returns whether the client's cached copy is still current. The date is rounded down to whole seconds, as dates
    /// in HTTP are.
    public func isFresh(etag: String? = nil, lastModified: Date) -> Bool {
        let seconds = lastModified.timeIntervalSince1970.rounded(.down)
        return isFresh(etag: etag, lastModified: Int(exactly: seconds) ?? (seconds < 0 ? .min : .max))
    }

    /// Returns a field's date in seconds since 1970; nil if the field is missing or not a date (RFC 9110 §5.6.7).
    ///
    /// - Parameter name: in lower case.
    func date(_ name: String) -> Int? {
        guard let field = header(name) else { return nil }
        return HTTPDate.parse(field, currentYear: CivilDate(secondsSinceEpoch: Clock.wallMilliseconds() / 1000).year)
    }
}
