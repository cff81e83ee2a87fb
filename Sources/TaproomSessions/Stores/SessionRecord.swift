import TaproomHTTP

/// Until when a session lives.
public struct SessionExpiry: Sendable, Equatable {
    /// When the session's cookie ends, in milliseconds since 1970; nil for a cookie without expiry.
    public let expires: Int?
    /// The time of day by the session middleware's clock, in milliseconds since 1970.
    public let now: Int

    /// - Parameters:
    ///   - expires: when the cookie expires, in milliseconds since 1970; nil for a cookie without expiry.
    ///   - now: the time of day in milliseconds since 1970.
    public init(expires: Int?, now: Int) {
        self.expires = expires
        self.now = now
    }

    /// Whole seconds to live, rounded up; nil for a cookie without expiry. 0 or less: it has ended.
    public var secondsToLive: Int? {
        guard let expires else { return nil }
        let milliseconds = expires.saturatingSubtract(now)
        return milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0)
    }
}

/// What a store keeps for a session.
public struct SessionRecord: Sendable, Equatable {
    /// The session's JSON, its cookie included. Empty in a `touch` of a store that does not ask for it
    /// (`SessionStore.touchNeedsJSON`).
    public let json: [UInt8]
    /// Until when it lives.
    public let expiry: SessionExpiry

    /// - Parameters:
    ///   - json: the session's JSON, its cookie included.
    ///   - expires: when the cookie expires, in milliseconds since 1970; nil for a cookie without expiry.
    ///   - now: the time of day in milliseconds since 1970.
    public init(json: [UInt8], expires: Int?, now: Int) {
        self.json = json
        expiry = SessionExpiry(expires: expires, now: now)
    }

    /// When the session's cookie ends, in milliseconds since 1970; nil for a cookie without expiry.
    public var expires: Int? { expiry.expires }
    /// The time of day by the session middleware's clock, in milliseconds since 1970.
    public var now: Int { expiry.now }
    /// Whole seconds to live, rounded up; nil for a cookie without expiry. 0 or less: it has ended.
    public var secondsToLive: Int? { expiry.secondsToLive }
}

/// One change that an application made to a session.
public enum SessionEdit: Sendable, Equatable {
    /// A field gets a value, given as JSON.
    case set(String, [UInt8])
    case remove(String)
    /// A number grows; a missing field counts as 0.
    case increment(String, by: Int)
    /// A list gets an element, given as JSON; a missing field counts as an empty list.
    case append(String, [UInt8])
    /// A field must hold this JSON, or be missing where nil: else nothing is stored (`SessionError.fieldConflict`).
    case expect(String, [UInt8]?)
    /// A closure changes a field; it is applied again to what is stored by then.
    case update(FieldUpdate)
}

/// A save of a session that was loaded: the new whole value, and how it came about, so that a store can bring
/// together what several requests did at once.
public struct SessionChange: Sendable {
    /// The JSON that was loaded.
    public let base: [UInt8]
    /// What to store where the store still holds `base`.
    public let record: SessionRecord
    /// What the application did to `base`, in order.
    public let edits: [SessionEdit]
    /// Whether the application changed settings of the session's cookie.
    public let editsCookie: Bool
    /// The JSON of the new cookie where its settings changed, else empty.
    public let cookie: [UInt8]

    /// - Parameters: as the properties of the same names.
    public init(
        base: [UInt8], record: SessionRecord, edits: [SessionEdit], editsCookie: Bool, cookie: [UInt8]
    ) {
        self.base = base
        self.record = record
        self.edits = edits
        self.editsCookie = editsCookie
        self.cookie = cookie
    }

    /// The changes applied to what somebody else stored meanwhile: their fields stay, ours are changed. Their
    /// cookie stays too, unless the application changed settings of ours.
    ///
    /// - Throws: `SessionError` where `newer` is no session, or a field is of the wrong type there.
    public func applied(to newer: [UInt8]) throws -> [UInt8] {
        try rebased(on: newer).record.json
    }

    /// The same changes as they come out for what somebody else stored meanwhile.
    ///
    /// - Throws: as `applied`; `SessionError.fieldConflict` where a field is not what it must be.
    public func rebased(on newer: [UInt8]) throws -> SessionChange {
        var fields = try JSONFields(ofSession: newer)
        let edits = try edits.map { try fields.apply($0) }
        if editsCookie { fields.set("cookie", cookie) }
        return SessionChange(
            base: newer, record: SessionRecord(json: fields.bytes, expires: record.expires, now: record.now),
            edits: edits, editsCookie: editsCookie, cookie: cookie)
    }
}

/// How a save of a loaded session ended.
public enum SessionUpdate: Sendable, Equatable {
    /// The new value is stored.
    case stored
    /// Somebody else had changed the session; this is stored now, with their changes and ours.
    case merged([UInt8])
    /// The session is gone: destroyed, or expired since it was loaded. Nothing is stored.
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

    /// Applies one change; the change as it came out.
    ///
    /// - Throws: `SessionError.wrongType`, `.fieldConflict`, and what the closure of an update throws.
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

    /// A member that is a whole number; 0 where it is missing or null.
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
