import Taproom
import TaproomHTTP

/// The work of one request on its session, from the load to the save at the end: the current fields, the edits that led
/// to them, and the stored value as far as it is known.
final class SessionTransaction {
    enum State {
        case live
        case destroyed
        case unset
        /// The session was no longer in the store when it was to be touched.
        case gone
        /// The session was no longer in the store when it was to be saved. The changes are lost.
        case lost
    }

    let service: SessionService
    let request: Request
    var state = State.live
    /// The id under which the session is stored.
    var id: String
    var cookie: SessionCookie
    var trace: [SessionEvent] = []
    /// Whether the application has used the session.
    var wasUsed = false
    /// Whether this response sends the session's id to the browser.
    var browserKnowsID = false
    /// Whether the browser's cookie is signed with an earlier secret.
    var mustResign = false
    /// The cookie's value, percent-encoded, if the browser's cookie is signed with the first secret.
    var signedID: [UInt8]?

    /// The id in the browser's cookie, if it has a valid signature; nil for none.
    let cookieID: String?
    /// The ids in the browser's cookies that are no longer in the store.
    var endedIDs: [String] = []
    let originalID: String
    var original: JSONFields
    var fields: JSONFields
    var edits: [SessionEdit] = []
    /// Whether the fields are the result of a merge with other requests' changes.
    var wasMerged = false
    /// The names of the fields written since the last save, if conflicts are errors.
    var writtenFields: Set<String> = []
    /// Flash messages that are not among the fields; nil for none.
    var flash: HeldFlash?
    /// The stored JSON, as far as it is known; nil while the id is new.
    var base: [UInt8]?
    /// The fields as they were last saved in this request, or as they were loaded; nil if they were only loaded and
    /// `resave` is on.
    var saved: JSONFields?
    var loadedCookie: SessionCookie.State
    var isTouched = false
    /// The time to live in seconds that this request has stored.
    var storedTTL: Int?
    /// The time in milliseconds since 1970 at which the store touched the session when it loaded it.
    var refreshedAt: Int?
    /// The time at which the stored session ends unless others touch it, in milliseconds since 1970; nil if it is not
    /// known.
    var storedEnd: Int?
    /// The reason why the stored session can't be read; nil if it can. If it can't, only `destroy` and `regenerate`
    /// work.
    var problem: SessionError?
    /// The time that this request has waited for the store.
    var storeTime = StoreTime()
    /// The error after which this request does not use the store again, because it may have made the change that was
    /// sent.
    var failure: (any Error)?

    /// Makes a new session.
    ///
    /// - Parameter events: the steps taken before.
    init(
        new service: SessionService, request: Request, cookieID: String?, events: [SessionEvent]
    ) throws {
        self.service = service
        self.request = request
        self.cookieID = cookieID
        id = try service.options.genid(request)
        originalID = id
        cookie = Self.newCookie(service, request)
        loadedCookie = cookie.state
        fields = Self.newFields(service)
        original = fields
        if service.options.traces { trace = events }
        note(.created(id: id))
    }

    /// Makes a session that was loaded from the store.
    ///
    /// - Parameter touchedAt: the time at which the store touched the session when it loaded it; nil if it did not.
    init(
        loaded json: [UInt8], id: String, touchedAt: Int? = nil, service: SessionService, request: Request
    ) {
        self.service = service
        self.request = request
        cookieID = id
        self.id = id
        originalID = id
        do {
            (fields, cookie) = try StoredSessionCodec.parse(json, id: id, service)
        } catch {
            problem = error
            fields = Self.newFields(service)
            cookie = Self.newCookie(service, request)
        }
        original = fields
        loadedCookie = cookie.state
        base = json
        saved = service.options.resave ? nil : fields
        refreshedAt = cookie.lifetime == service.refreshTTL ? touchedAt : nil
        if let refreshedAt, let lifetime = cookie.lifetime {
            storedEnd = refreshedAt.saturatingAdd(lifetime)
        } else if let end = cookie.end, end > service.now {
            storedEnd = end
        }
    }

    /// Replaces the fields and the cookie with the stored ones.
    ///
    /// - Throws: `SessionError.malformed` or `.tooLarge`. Nothing is changed.
    func adopt(_ json: [UInt8]) throws(SessionError) {
        (fields, cookie) = try StoredSessionCodec.parse(json, id: id, service)
        loadedCookie = cookie.state
        base = json
        if saved != nil { saved = fields }
    }

    static func newCookie(_ service: SessionService, _ request: Request) -> SessionCookie {
        SessionCookie(
            service.options.cookie(request), isSecure: service.isSecure(request), clock: service.clock)
    }

    static func newFields(_ service: SessionService) -> JSONFields {
        var fields = JSONFields()
        fields.set("cookie", Array("null".utf8))
        if service.absoluteTimeToLive != nil {
            fields.set(Self.createdField, Array(String(service.now).utf8))
        }
        return fields
    }

    /// Returns the part of an id that may be logged.
    static func label(_ id: String) -> Substring { Substring(id.utf8.prefix(8)) }

    // MARK: Fields

    /// The names of all fields except the cookie and those of the middleware itself, in the order in which they were
    /// set.
    var names: [String] {
        fields.names.filter { $0 != "cookie" && $0 != Self.createdField && $0 != Self.touchedField }
    }

    /// The JSON of the whole session as it would be stored now.
    var json: [UInt8] { StoredSessionCodec.json(fields, cookie) }

    /// - Throws: the reason why the stored session can't be read.
    func checkReadable() throws(SessionError) {
        if let problem { throw problem }
    }

    /// Rejects the cookie, which is stored among the fields but is not a field.
    func checkField(_ name: String) throws(SessionError) {
        try checkReadable()
        guard name != "cookie" else { throw .wrongType(field: name, expected: "a field") }
    }

    func remove(_ name: String) {
        guard fields.holds(name) else { return }
        expect(name)
        fields.remove(name)
        edits.append(.remove(name))
    }

    func set(_ name: String, json: [UInt8]) {
        expect(name)
        setAnyhow(name, json: json)
    }

    /// Sets a field without checking for conflicts, regardless of the options.
    func setAnyhow(_ name: String, json: [UInt8]) {
        fields.set(name, json)
        edits.append(.set(name, json))
    }

    /// If conflicts are errors, requires that the field still has its current value when the session is saved.
    private func expect(_ name: String) {
        guard service.options.onConflict == .error, base != nil, writtenFields.insert(name).inserted else { return }
        edits.append(.expect(name, fields[name].map { Array($0) }))
    }

    func increment(_ name: String, by amount: Int) throws -> Int {
        let value = try fields.increment(name, by: amount)
        edits.append(.increment(name, by: amount))
        return value
    }

    func append(_ element: [UInt8], to name: String) throws {
        try fields.append(element, to: name)
        edits.append(.append(name, element))
    }

    /// Changes a field by a closure, which is applied again to the stored value if another request has changed it
    /// first.
    func update(_ update: FieldUpdate) throws {
        let change = try update.apply(to: &fields)
        edits.append(.update(change))
    }

    // MARK: The trace

    func note(_ event: @autoclosure () -> SessionEvent) {
        if service.options.traces { trace.append(event()) }
    }

    func noteChanges() {
        guard service.options.traces else { return }
        for name in Set(fields.names).union(original.names).subtracting(["cookie"]).sorted() {
            let old = original[name].map { String(decoding: $0, as: UTF8.self) }
            let new = fields[name].map { String(decoding: $0, as: UTF8.self) }
            if old != new { trace.append(.changed(field: name, from: old, to: new)) }
        }
    }
}
