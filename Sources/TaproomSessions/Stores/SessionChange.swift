import TaproomHTTP

/// A save of a loaded session: the whole new value, and the edits that led to it. With these, a store can merge the
/// changes of concurrent requests.
public struct SessionChange: Sendable {
    /// The JSON that was loaded.
    public let base: [UInt8]
    /// The record to store if the store still holds `base`.
    public let record: SessionRecord
    /// The edits that the application made to `base`, in order.
    public let edits: [SessionEdit]
    /// Whether the application has changed settings of the session's cookie.
    public let editsCookie: Bool
    /// The JSON of the new cookie if its settings have changed; empty otherwise.
    public let cookie: [UInt8]

    /// - Parameters: as the properties with the same names.
    public init(
        base: [UInt8], record: SessionRecord, edits: [SessionEdit], editsCookie: Bool, cookie: [UInt8]
    ) {
        self.base = base
        self.record = record
        self.edits = edits
        self.editsCookie = editsCookie
        self.cookie = cookie
    }

    /// Applies the changes to a session that another request has stored meanwhile, and returns the result. The other
    /// request's changes to other fields are kept, and so is its cookie, unless this application has changed settings
    /// of the cookie.
    ///
    /// - Throws: `SessionError` if `newer` is not a session, or a field in it has the wrong type.
    public func applied(to newer: [UInt8]) throws -> [UInt8] {
        try rebased(on: newer).record.json
    }

    /// Returns these changes with a session that another request has stored meanwhile as their base.
    ///
    /// - Throws: the errors of `applied`; `SessionError.fieldConflict` if a field does not have its expected value.
    public func rebased(on newer: [UInt8]) throws -> SessionChange {
        var fields = try JSONFields(ofSession: newer)
        let edits = try edits.map { try fields.apply($0) }
        if editsCookie { fields.set("cookie", cookie) }
        return SessionChange(
            base: newer, record: SessionRecord(json: fields.bytes, expires: record.expires, now: record.now),
            edits: edits, editsCookie: editsCookie, cookie: cookie)
    }
}

extension JSONFields {
    init(ofSession bytes: [UInt8]) throws {
        do {
            self = try SessionCookie.parse(session: bytes, clock: { 0 }).fields
        } catch {
            throw SessionError.malformed(id: "", reason: error.description)
        }
    }
}
