import Taproom

/// The session of one request: fields by name, and the cookie that ties it to a browser.
///
/// It is saved before the response leaves, if it changed. What other requests store meanwhile is kept: the
/// changes made here are applied to what is there by then.
public final class Session {
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
    public internal(set) var id: String
    /// The session's own cookie settings.
    public var cookie: SessionCookie
    /// What the middleware did for this request, where its option `traces` is on.
    public internal(set) var trace: [SessionEvent] = []
    /// Whether the application has asked for the session.
    var wasUsed = false
    /// Whether the browser's cookie is signed by a secret that signs no more.
    var mustResign = false
    /// The cookie's value by the first secret, percent-encoded, where the browser's cookie is signed by that.
    var signedID: [UInt8]?

    /// The id that the browser's cookie brought, well signed; nil for none.
    let cookieID: String?
    let originalID: String
    let original: JSONFields
    var fields: JSONFields
    var edits: [SessionEdit] = []
    /// The JSON that the store holds as far as is known; nil while the id is new.
    var base: [UInt8]?
    /// The fields as they were last saved in this request, or loaded (without `resave`).
    var saved: JSONFields?
    var loadedCookie: SessionCookie.State
    var isTouched = false
    /// The seconds to live that this request has given the stored session.
    var storedLife: Int?
    /// When the store touched the session as it loaded it, in milliseconds since 1970.
    var lookedAt: Int?

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
        lookedAt = nil
        if service.options.traces { trace = events }
        note(.created(id: id))
    }

    /// A session that the store had.
    ///
    /// - Parameter touchedAt: when the store gave it its whole life again as it loaded it, if it did.
    init(
        loaded json: [UInt8], id: String, touchedAt: Int? = nil, service: SessionService, request: Request
    ) throws {
        self.service = service
        self.request = request
        cookieID = id
        self.id = id
        originalID = id
        (fields, cookie) = try Self.parse(json, id: id, service)
        original = fields
        loadedCookie = cookie.state
        base = json
        saved = service.options.resave ? nil : fields
        lookedAt = cookie.lifetime == service.lookLife ? touchedAt : nil
    }

    static func newCookie(_ service: SessionService, _ request: Request) -> SessionCookie {
        SessionCookie(
            service.options.cookie(request), isSecure: service.isSecure(request), clock: service.clock)
    }

    static func newFields(_ service: SessionService) -> JSONFields {
        var fields = JSONFields()
        fields.set("cookie", Array("null".utf8))
        if service.absoluteLife != nil {
            fields.set(Self.createdField, Array(String(service.now).utf8))
        }
        return fields
    }

    @inline(__always)
    static func parse(
        _ json: [UInt8], id: String, _ service: SessionService
    ) throws -> (JSONFields, SessionCookie) {
        guard json.count <= service.options.sizeLimit else {
            throw SessionError.tooLarge(bytes: json.count, limit: service.options.sizeLimit)
        }
        do {
            return try SessionCookie.parse(session: json, usual: service.usualCookie, clock: service.clock)
        } catch {
            throw SessionError.malformed(id: id, reason: error.description)
        }
    }

    /// What of an id may be logged.
    static func label(_ id: String) -> Substring { Substring(id.utf8.prefix(8)) }

    // MARK: Fields

    /// The names of all fields but the cookie, in the order in which they were set.
    public var names: [String] {
        fields.names.filter { $0 != "cookie" && $0 != Self.createdField && $0 != Self.touchedField }
    }

    /// A field's value; nil where there is none. Setting nil removes the field. `cookie` is not a field.
    public subscript(name: String) -> JSONValue? {
        get { name == "cookie" ? nil : fields.value(name) }
        set {
            guard name != "cookie" else { return }
            if let newValue { set(name, json: newValue.bytes) } else { remove(name) }
        }
    }

    /// A field that is a whole number; nil where there is none, or it is something else.
    public func integer(_ name: String) -> Int? {
        name == "cookie" ? nil : fields.integer(name)
    }

    /// Removes a field.
    public func remove(_ name: String) {
        guard name != "cookie", fields[name] != nil else { return }
        fields.remove(name)
        edits.append(.remove(name))
    }

    /// Counts a field up, from 0 where it is missing, and returns the new number. Of several requests that do
    /// so at once each one counts.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a whole number.
    @discardableResult
    public func increment(_ name: String, by amount: Int = 1) throws -> Int {
        try refuseCookie(name)
        let value = try fields.increment(name, by: amount)
        edits.append(.increment(name, by: amount))
        return value
    }

    /// Adds an element to a list, which is empty where the field is missing. Of several requests that do so at
    /// once each one's element is kept.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a list.
    public func append(_ value: JSONValue, to name: String) throws {
        try refuseCookie(name)
        let json = value.bytes
        try fields.append(json, to: name)
        edits.append(.append(name, json))
    }

    /// The cookie stands among the fields, and is not one.
    func refuseCookie(_ name: String) throws {
        guard name != "cookie" else { throw SessionError.wrongType(field: name, expected: "a field") }
    }

    /// The JSON text of a field, as it is stored.
    func json(_ name: String) -> [UInt8]? { fields[name].map { Array($0) } }

    func set(_ name: String, json: [UInt8]) {
        fields.set(name, json)
        edits.append(.set(name, json))
    }

    /// How many bytes longer than what stands there the cookie usually is at most.
    private static let cookieGrowth = 128

    /// The whole session's JSON as it would be stored now.
    public var json: [UInt8] {
        fields.bytes(with: "cookie", adding: Self.cookieGrowth) { cookie.appendJSON(to: &$0) }
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
