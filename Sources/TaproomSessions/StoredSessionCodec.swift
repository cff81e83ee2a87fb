import TaproomHTTP

/// Encodes and decodes a session's stored form: the JSON of its fields, including the cookie. A text in this
/// application's usual form is compared with a template instead of being parsed, and only the date of the cookie's
/// `expires` is overwritten. The result is the same either way.
enum StoredSessionCodec {
    /// The most bytes by which the cookie usually grows.
    private static let cookieGrowth = 128

    /// Parses a stored session.
    @inline(__always)
    static func parse(
        _ json: [UInt8], id: String, _ service: SessionService
    ) throws(SessionError) -> (JSONFields, SessionCookie) {
        guard json.count <= service.options.sizeLimit else {
            throw SessionError.tooLarge(bytes: json.count, limit: service.options.sizeLimit)
        }
        do {
            return try SessionCookie.parse(session: json, template: service.cookieTemplate, clock: service.clock)
        } catch {
            throw SessionError.malformed(id: id, reason: error.description)
        }
    }

    /// Returns the JSON of the whole session.
    @inline(__always)
    static func json(_ fields: JSONFields, _ cookie: borrowing SessionCookie) -> [UInt8] {
        fields.bytes(with: "cookie", adding: cookieGrowth) { cookie.appendJSON(to: &$0) }
    }

    /// Returns the JSON of the whole session for a save. If only the cookie's `expires` has moved, overwrites the date
    /// in the text of the fields and returns that text.
    @inline(__always)
    static func text(_ fields: inout JSONFields, _ cookie: borrowing SessionCookie) -> [UInt8] {
        guard let moved = cookie.movedExpiry(in: fields) else { return json(fields, cookie) }
        fields.overwrite(at: moved.offset, moved.date.span)
        return fields.bytes
    }
}
