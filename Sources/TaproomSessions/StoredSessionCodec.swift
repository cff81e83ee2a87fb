import TaproomHTTP

/// A session's stored form: its fields' JSON with the cookie among them. Where a text looks as this application's
/// sessions usually do, it is compared instead of being taken apart, and only the date of the cookie's `expires` is
/// written over; the outcome is the same either way.
enum StoredSessionCodec {
    /// How many bytes longer than what stands there the cookie usually is at most.
    private static let cookieGrowth = 128

    /// The fields and the cookie of a stored session.
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

    /// The whole session's JSON.
    @inline(__always)
    static func json(_ fields: JSONFields, _ cookie: borrowing SessionCookie) -> [UInt8] {
        fields.bytes(with: "cookie", adding: cookieGrowth) { cookie.appendJSON(to: &$0) }
    }

    /// The same for a save. Where only the cookie's `expires` has moved beside the fields it is their own text, in which
    /// the date is written over.
    @inline(__always)
    static func text(_ fields: inout JSONFields, _ cookie: borrowing SessionCookie) -> [UInt8] {
        guard let moved = cookie.movedExpiry(in: fields) else { return json(fields, cookie) }
        fields.overwrite(at: moved.offset, moved.date.span)
        return fields.bytes
    }
}
