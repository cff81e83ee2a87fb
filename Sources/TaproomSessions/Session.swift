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
        /// The store had it no more when it was to be saved or touched.
        case gone
    }

    let service: SessionService
    let request: Request
    private(set) var state = State.live
    /// The id under which the store knows the session.
    public private(set) var id: String
    /// The session's own cookie settings.
    public var cookie: SessionCookie
    /// What the middleware did for this request, where its option `traces` is on.
    public private(set) var trace: [SessionEvent] = []
    /// Whether the application has asked for the session.
    var wasUsed = false
    /// Whether the browser's cookie is signed by a secret that signs no more.
    var mustResign = false
    /// The first secret's code of the id, where the cookie brought it.
    var code: InlineArray<32, UInt8>?

    /// The id that the browser's cookie brought, well signed; nil for none.
    let cookieID: String?
    private let originalID: String
    private let original: JSONFields
    private var fields: JSONFields
    private var edits: [SessionEdit] = []
    /// The JSON that the store holds as far as is known; nil while the id is new.
    private var base: [UInt8]?
    /// The fields as they were last saved in this request, or loaded (without `resave`).
    private var saved: JSONFields?
    private var loadedCookie: SessionCookie
    private var isTouched = false
    /// The seconds to live that this request has given the stored session.
    private var storedLife: Int?
    /// When the store touched the session as it loaded it, in milliseconds since 1970.
    private let lookedAt: Int?

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
        loadedCookie = cookie
        fields = Self.newFields(service)
        original = fields
        lookedAt = nil
        if service.options.traces { trace = events }
        note(.created(id: id))
    }

    /// A session that the store had.
    ///
    /// - Parameter isTouched: whether the store gave it its whole life again as it loaded it.
    init(
        loaded json: [UInt8], id: String, isTouched: Bool = false, service: SessionService, request: Request
    ) throws {
        self.service = service
        self.request = request
        cookieID = id
        self.id = id
        originalID = id
        (fields, cookie) = try Self.parse(json, id: id, service)
        original = fields
        loadedCookie = cookie
        base = json
        saved = service.options.resave ? nil : fields
        lookedAt = isTouched && cookie.lifetime == service.lookLife ? service.now : nil
    }

    private static func newCookie(_ service: SessionService, _ request: Request) -> SessionCookie {
        SessionCookie(
            service.options.cookie(request), isSecure: service.isSecure(request), clock: service.clock)
    }

    private static func newFields(_ service: SessionService) -> JSONFields {
        var fields = JSONFields()
        fields.set("cookie", Array("null".utf8))
        if service.options.absoluteLifetime != nil {
            fields.set(Self.createdField, Array(String(service.now).utf8))
        }
        return fields
    }

    private static func parse(
        _ json: [UInt8], id: String, _ service: SessionService
    ) throws -> (JSONFields, SessionCookie) {
        guard json.count <= service.options.sizeLimit else {
            throw SessionError.tooLarge(bytes: json.count, limit: service.options.sizeLimit)
        }
        do {
            return try SessionCookie.parse(session: json, clock: service.clock)
        } catch {
            throw SessionError.malformed(id: id, reason: error.description)
        }
    }

    /// What of the id may be logged.
    var logLabel: String { String(decoding: id.utf8.prefix(8), as: UTF8.self) }

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
    private func refuseCookie(_ name: String) throws {
        guard name != "cookie" else { throw SessionError.wrongType(field: name, expected: "a field") }
    }

    /// The JSON text of a field, as it is stored.
    func json(_ name: String) -> [UInt8]? { fields[name].map { Array($0) } }

    func set(_ name: String, json: [UInt8]) {
        fields.set(name, json)
        edits.append(.set(name, json))
    }

    /// The whole session's JSON as it would be stored now.
    public var json: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(160)
        cookie.appendJSON(to: &text)
        var whole = fields
        whole.set("cookie", text)
        return whole.bytes
    }

    // MARK: Life

    /// Gives the cookie its whole life again, as every response does.
    public func touch() {
        cookie.touch()
        limitLifetime()
    }

    /// Stores the session now. Afterwards it holds what others changed meanwhile, too.
    ///
    /// Its expiry stays as it is (`touch` moves it), unless that time has passed: a session that was only
    /// touched since lives on in the store, and saving it must not end it.
    ///
    /// - Throws: `SessionError`, among them `.ended` where the session is gone from the store: nothing is stored.
    public func save() async throws {
        guard state == .live else { throw SessionError.ended }
        if let expires = cookie.expires, base != nil, expires <= service.now { touch() }
        try await commit()
        try await index()
        guard state == .live else { throw SessionError.ended }
    }

    /// Reads the session from the store again, dropping unsaved changes.
    public func reload() async throws {
        guard state == .live else { throw SessionError.ended }
        guard let json = try await service.store.get(id) else { throw SessionError.ended }
        (fields, cookie) = try Self.parse(json, id: id, service)
        loadedCookie = cookie
        base = json
        edits = []
    }

    /// Ends this session and starts a new one under a new id, as at every login, lest somebody who knew the
    /// old id shares the new session.
    public func regenerate() async throws {
        guard state == .live else { throw SessionError.ended }
        try await remove()
        note(.destroyed(id: id))
        id = try service.options.genid(request)
        cookie = Self.newCookie(service, request)
        loadedCookie = cookie
        fields = Self.newFields(service)
        edits = []
        base = nil
        storedLife = nil
        isTouched = false
        code = nil
        note(.created(id: id))
        request.logLabel = logLabel
    }

    /// Ends the session and removes it from the store.
    public func destroy() async throws {
        guard state == .live else { return }
        try await remove()
        state = .destroyed
        note(.destroyed(id: id))
    }

    /// Takes the session off the request: it is kept or destroyed as the option `unset` says.
    public func unset() {
        if state == .live { state = .unset }
    }

    private func remove() async throws {
        try await service.store.destroy(id)
        for user in Set([user, original.value(Self.userField)?["id"]?.stringValue]).compactMap({ $0 }) {
            try await service.userIndex?.removeSession(id, user: user)
        }
    }

    /// Keeps the index of the session's user as long-lived as the session.
    private func index() async throws {
        guard let userIndex = service.userIndex, state == .live, let user else { return }
        try await userIndex.addSession(id, user: user, record)
    }

    // MARK: The absolute end

    /// Where the time of creation is kept: a field of the session, which express-session leaves alone.
    static let createdField = "_createdAt"

    /// Milliseconds since 1970 at which the session ends however busy it is; nil for never.
    private var absoluteEnd: Int? {
        guard let lifetime = service.options.absoluteLifetime else { return nil }
        let created = fields.value(Self.createdField)?.intValue ?? service.now
        return created.saturatingAdd(lifetime.milliseconds)
    }

    /// Whether the session has reached its absolute end.
    var isOverdue: Bool { absoluteEnd.map { $0 <= service.now } ?? false }

    private func limitLifetime() {
        guard let end = absoluteEnd else { return }
        if fields[Self.createdField] == nil { set(Self.createdField, json: Array(String(service.now).utf8)) }
        if let expires = cookie.expires, expires > end { cookie.shorten(to: end) }
    }

    // MARK: At the end of the request

    /// Whether the id or a field differs from what was loaded; the cookie does not count.
    var isModified: Bool {
        if originalID != id { return true }
        return fields.isEdited && !fields.equals(original, except: "cookie")
    }

    private var isSaved: Bool {
        guard originalID == id, let saved else { return false }
        return edits.isEmpty || fields.equals(saved, except: "cookie")
    }

    /// Whether the browser does not know the session's id yet.
    var isNew: Bool { cookieID != id }

    private var mustSave: Bool {
        isNew && !service.options.saveUninitialized ? isModified : !isSaved
    }

    var mustSetCookie: Bool {
        if isNew { return service.options.saveUninitialized || isModified }
        return service.options.rolling || (cookie.expires != nil && isModified)
    }

    /// Saves or touches, as needed.
    func finish() async throws {
        switch state {
        case .live: break
        case .unset:
            guard service.options.unset == .destroy else { return }
            try await remove()
            note(.destroyed(id: id))
            return
        case .destroyed, .gone: return
        }
        touchOnce()
        if mustSave {
            try await commit()
            try await index()
        } else if !isNew {
            try await renew()
            try await index()
        }
    }

    private func touchOnce() {
        guard !isTouched else { return }
        isTouched = true
        touch()
    }

    private var record: SessionRecord {
        SessionRecord(json: json, expires: cookie.expires, now: service.now)
    }

    private func commit() async throws {
        let record = record
        guard record.json.count <= service.options.sizeLimit else {
            throw SessionError.tooLarge(bytes: record.json.count, limit: service.options.sizeLimit)
        }
        noteChanges()
        guard let base else {
            try await service.store.set(id, record)
            note(.stored(id: id, json: record.json, secondsToLive: record.secondsToLive))
            return settle(record.json, record)
        }
        switch try await service.store.update(id, change(of: base, to: record)) {
        case .stored:
            note(.updated(id: id, json: record.json, secondsToLive: record.secondsToLive))
            settle(record.json, record)
        case .merged(let json):
            fields = try Self.parse(json, id: id, service).0
            note(.merged(id: id, json: json))
            settle(json, nil)
        case .gone:
            state = .gone
            note(.gone(id: id))
        }
    }

    private func change(of base: [UInt8], to record: SessionRecord) -> SessionChange {
        let editsCookie = !cookie.hasSettings(of: loadedCookie)
        var cookieJSON: [UInt8] = []
        if editsCookie { cookie.appendJSON(to: &cookieJSON) }
        return SessionChange(base: base, record: record, edits: edits, editsCookie: editsCookie, cookie: cookieJSON)
    }

    /// - Parameter record: what was stored; nil where its expiry may be another's.
    private func settle(_ json: [UInt8], _ record: SessionRecord?) {
        storedLife = record?.secondsToLive
        base = json
        saved = fields
        edits = []
    }

    private func renew() async throws {
        let now = service.now
        // Saved in this request already, with the same life.
        if let storedLife, storedLife == SessionExpiry(expires: cookie.expires, now: now).secondsToLive { return }
        if let interval = service.options.touchAfter {
            guard isDue(interval, now) else { return note(.touchSkipped(id: id)) }
            return try await storeTouch(now)
        }
        if let lookedAt, now - lookedAt < 1000 { return }
        let json = service.store.touchNeedsJSON ? json : []
        let record = SessionRecord(json: json, expires: cookie.expires, now: now)
        if try await service.store.touch(id, record) {
            note(.touched(id: id, secondsToLive: record.secondsToLive))
        } else {
            state = .gone
            note(.gone(id: id))
        }
    }

    // MARK: Touching seldom

    /// Where a session keeps when it was last touched, for `touchAfter`: a field that express-session leaves alone.
    /// Not the cookie's `expires`, which says until when the browser has it.
    static let touchedField = "_touchedAt"

    private func isDue(_ interval: Duration, _ now: Int) -> Bool {
        guard let expires = loadedCookie.expires, let life = loadedCookie.lifetime else { return true }
        let touched = fields.value(Self.touchedField)?.intValue ?? .min
        return now.saturatingSubtract(max(touched, expires.saturatingSubtract(life))) >= interval.milliseconds
    }

    /// Touches, and stores when, so that the next request finds it. The cookie stays as it is stored, and
    /// for the application nothing has changed.
    private func storeTouch(_ now: Int) async throws {
        guard let base else { return }
        let time = Array(String(now).utf8)
        var touched = fields
        touched.set(Self.touchedField, time)
        let record = SessionRecord(json: touched.bytes, expires: cookie.expires, now: now)
        let change = SessionChange(
            base: base, record: record, edits: [.set(Self.touchedField, time)], editsCookie: false, cookie: [])
        switch try await service.store.update(id, change) {
        case .stored: note(.updated(id: id, json: record.json, secondsToLive: record.secondsToLive))
        case .merged(let json): note(.merged(id: id, json: json))
        case .gone:
            state = .gone
            note(.gone(id: id))
        }
    }

    // MARK: The trace

    func note(_ event: @autoclosure () -> SessionEvent) {
        if service.options.traces { trace.append(event()) }
    }

    private func noteChanges() {
        guard service.options.traces else { return }
        for name in Set(fields.names).union(original.names).subtracting(["cookie"]).sorted() {
            let old = original[name].map { String(decoding: $0, as: UTF8.self) }
            let new = fields[name].map { String(decoding: $0, as: UTF8.self) }
            if old != new { trace.append(.changed(field: name, from: old, to: new)) }
        }
    }
}
