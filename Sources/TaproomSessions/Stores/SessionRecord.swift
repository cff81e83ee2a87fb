import TaproomHTTP

/// The expiry of a session.
public struct SessionExpiry: Sendable, Equatable {
    /// The expiry of the session's cookie in milliseconds since 1970; nil for a cookie without expiry.
    public let expires: Int?
    /// The time of day by the session middleware's clock, in milliseconds since 1970.
    public let now: Int

    /// - Parameters:
    ///   - expires: the cookie's expiry in milliseconds since 1970; nil for a cookie without expiry.
    ///   - now: the time of day in milliseconds since 1970.
    public init(expires: Int?, now: Int) {
        self.expires = expires
        self.now = now
    }

    /// The time to live in whole seconds, rounded up; nil for a cookie without expiry. It is 0 or less if the session
    /// has expired.
    public var secondsToLive: Int? {
        guard let expires else { return nil }
        let milliseconds = expires.saturatingSubtract(now)
        return milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0)
    }
}

/// The stored data of a session.
public struct SessionRecord: Sendable, Equatable {
    /// The session's JSON, including its cookie. Empty in a `touch` of a store that does not need it
    /// (`SessionStore.touchNeedsJSON`).
    public let json: [UInt8]
    /// The session's expiry.
    public let expiry: SessionExpiry

    /// - Parameters:
    ///   - json: the session's JSON, including its cookie.
    ///   - expires: the cookie's expiry in milliseconds since 1970; nil for a cookie without expiry.
    ///   - now: the time of day in milliseconds since 1970.
    public init(json: [UInt8], expires: Int?, now: Int) {
        self.json = json
        expiry = SessionExpiry(expires: expires, now: now)
    }

    /// The expiry of the session's cookie in milliseconds since 1970; nil for a cookie without expiry.
    public var expires: Int? { expiry.expires }
    /// The time of day by the session middleware's clock, in milliseconds since 1970.
    public var now: Int { expiry.now }
    /// The time to live in whole seconds, rounded up; nil for a cookie without expiry. It is 0 or less if the session
    /// has expired.
    public var secondsToLive: Int? { expiry.secondsToLive }
}

/// A change that an application made to a session.
public enum SessionEdit: Sendable, Equatable {
    /// Sets a field to a value, given as JSON.
    case set(String, [UInt8])
    case remove(String)
    /// Adds to a number. A missing field counts as 0.
    case increment(String, by: Int)
    /// Appends an element, given as JSON, to a list. A missing field counts as an empty list.
    case append(String, [UInt8])
    /// Requires that a field has this JSON, or is missing if the value is nil. Otherwise nothing is stored
    /// (`SessionError.fieldConflict`).
    case expect(String, [UInt8]?)
    /// Changes a field by a closure, which is applied again to the stored value.
    case update(FieldUpdate)
}

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

/// The outcome of a save of a loaded session.
public enum SessionUpdate: Sendable, Equatable {
    /// The new value is stored.
    case stored
    /// Another request had changed the session. The value is the JSON that is now stored, with the changes of both.
    case merged([UInt8])
    /// The session was destroyed, or has expired since it was loaded. Nothing is stored.
    case gone
}

extension JSONFields {
    init(ofSession bytes: [UInt8]) throws {
        do {
            self = try SessionCookie.parse(session: bytes, clock: { 0 }).fields
        } catch {
            throw SessionError.malformed(id: "", reason: error.description)
        }
    }

    /// Applies an edit, and returns it with its result.
    ///
    /// - Throws: `SessionError.wrongType`, `.fieldConflict`, and the errors of the closure of an update.
    mutating func apply(_ edit: SessionEdit) throws -> SessionEdit {
        switch edit {
        case .set(let name, let value): set(name, value)
        case .remove(let name): remove(name)
        case .increment(let name, let amount): _ = try increment(name, by: amount)
        case .append(let name, let value): try append(value, to: name)
        case .expect(let name, let value):
            guard self[name].map({ Array($0) }) == value else { throw SessionError.fieldConflict(field: name) }
        case .update(let update): return .update(try update.apply(to: &self))
        }
        return edit
    }

    mutating func increment(_ name: String, by amount: Int) throws -> Int {
        let old = try wholeNumber(name)
        let (new, overflow) = old.addingReportingOverflow(amount)
        guard !overflow else { throw SessionError.wrongType(field: name, expected: "small enough to count on") }
        withDecimal(new) { set(name, $0) }
        return new
    }

    /// Returns the value of a member that is a whole number; 0 if it is missing or null.
    private func wholeNumber(_ name: String) throws -> Int {
        guard let range = range(of: name) else { return 0 }
        if let digits = JSONText.digits(bytes.span, range) { return digits }
        switch JSONValue(bytes.span, range) {
        case .null: return 0
        case let value:
            guard let number = value.intValue else {
                throw SessionError.wrongType(field: name, expected: "a whole number")
            }
            return number
        }
    }

    mutating func append(_ element: [UInt8], to name: String) throws {
        guard let text = self[name], !text.elementsEqual("null".utf8) else {
            return set(name, [0x5b] + element + [0x5d])
        }
        guard text.first == 0x5b else { throw SessionError.wrongType(field: name, expected: "a list") }
        let isEmpty = text.dropFirst().dropLast().allSatisfy { $0 <= 0x20 }
        set(name, text.dropLast() + (isEmpty ? [] : [0x2c]) + element + [0x5d])
    }
}
