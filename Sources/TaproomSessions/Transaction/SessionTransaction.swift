import Taproom
import TaproomHTTP

/// What one request does to its session, from the load to the save at the end: the session's fields as they are now, how
/// they came about, and what the store holds as far as is known.
final class SessionTransaction {
    enum State {
        case live
        case destroyed
        case unset
        /// The store had it no more when it was to be touched.
        case gone
        /// The store had it no more when it was to be saved: the changes are lost.
        case lost
    }

    let service: SessionService
    let request: Request
    var state = State.live
    /// The id under which the store knows the session.
    var id: String
    var cookie: SessionCookie
    var trace: [SessionEvent] = []
    /// Whether the application has asked for the session.
    var wasUsed = false
    /// Whether this response gives the browser the session's id.
    var browserKnowsID = false
    /// Whether the browser's cookie is signed by a secret that signs no more.
    var mustResign = false
    /// The cookie's value by the first secret, percent-encoded, where the browser's cookie is signed by that.
    var signedID: [UInt8]?

    /// The id that the browser's cookie brought, well signed; nil for none.
    let cookieID: String?
    /// Ids that the browser's cookies brought, and that the store had no more.
    var endedIDs: [String] = []
    let originalID: String
    var original: JSONFields
    var fields: JSONFields
    var edits: [SessionEdit] = []
    /// Whether the fields are what was merged with others' changes, and not those that were loaded.
    var wasMerged = false
    /// The fields that were written since the last save, where the application wants to hear of conflicts.
    var writtenFields: Set<String> = []
    /// Messages that are in none of the fields; nil for none.
    var flash: HeldFlash?
    /// The JSON that the store holds as far as is known; nil while the id is new.
    var base: [UInt8]?
    /// The fields as they were last saved in this request, or loaded (without `resave`).
    var saved: JSONFields?
    var loadedCookie: SessionCookie.State
    var isTouched = false
    /// The seconds to live that this request has given the stored session.
    var storedTTL: Int?
    /// When the store touched the session as it loaded it, in milliseconds since 1970.
    var refreshedAt: Int?
    /// When the stored session ends unless others touch it, in milliseconds since 1970; nil where that is not known.
    var storedEnd: Int?
    /// Why what is stored can't be read; then only `destroy` and `regenerate` work.
    var problem: SessionError?
    /// How long the store has taken for this request.
    var storeTime = StoreTime()
    /// The failure after which the store is not asked to change anything any more: what was sent may have been done.
    var failure: (any Error)?

    /// A new session.
    ///
    /// - Parameter events: what was tried before.
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

    /// A session that the store had.
    ///
    /// - Parameter touchedAt: when the store gave it its whole time to live again as it loaded it, if it did.
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

    /// Takes over what the store holds.
    ///
    /// - Throws: `SessionError.malformed`, `.tooLarge`; nothing is changed.
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

    /// What of an id may be logged.
    static func label(_ id: String) -> Substring { Substring(id.utf8.prefix(8)) }

    // MARK: Fields

    /// The names of all fields but the cookie and those of the middleware itself, in the order in which they were set.
    var names: [String] {
        fields.names.filter { $0 != "cookie" && $0 != Self.createdField && $0 != Self.touchedField }
    }

    /// The whole session's JSON as it would be stored now.
    var json: [UInt8] { StoredSessionCodec.json(fields, cookie) }

    /// - Throws: why what is stored can't be read.
    func checkReadable() throws(SessionError) {
        if let problem { throw problem }
    }

    /// The cookie stands among the fields, and is not one.
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

    /// The last writer wins, whatever the options say.
    func setAnyhow(_ name: String, json: [UInt8]) {
        fields.set(name, json)
        edits.append(.set(name, json))
    }

    /// Where the application wants to hear of conflicts, a field that it writes must be at the save what it is here.
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

    /// Changes a field by a closure, which is applied again to what is stored where somebody else was faster.
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
