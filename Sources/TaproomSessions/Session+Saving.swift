import TaproomHTTP

/// The end of a request: whether the session is saved or touched, and how.
extension Session {
    /// Whether the id or a field differs from what was loaded; the cookie does not count.
    var isModified: Bool {
        if originalID != id { return true }
        return fields.isEdited && !fields.equals(original, except: "cookie")
    }

    var isSaved: Bool {
        guard originalID == id, let saved else { return false }
        return edits.isEmpty || fields.equals(saved, except: "cookie")
    }

    /// Whether the browser does not know the session's id yet.
    var isNew: Bool { cookieID != id }

    var mustSave: Bool {
        isNew && !service.options.saveUninitialized ? isModified : !isSaved
    }

    var mustSetCookie: Bool {
        if isNew { return service.options.saveUninitialized || isModified }
        return service.options.rolling || (cookie.expires != nil && isModified)
    }

    /// Saves or touches, as needed.
    @inline(__always)
    func finish() async throws {
        if finishAtOnce() { return }
        if state == .unset {
            try await remove()
            note(.destroyed(id: id))
        } else {
            if mustSave { try await commit() } else { try await renew() }
            try await index()
        }
    }

    /// Touches, and looks whether the store knows all that there is to know.
    private func finishAtOnce() -> Bool {
        switch state {
        case .live: break
        case .unset: return service.options.unset == .keep
        case .destroyed, .gone, .lost: return true
        }
        touchOnce()
        if mustSave { return false }
        return isNew || ((!mustBeIndexed || wasIndexedLately) && needsNoTouch())
    }

    /// Whether the store need not be told that the session was used: it has been, by a save of this request or the
    /// look that loaded it, or lately enough by another request.
    private func needsNoTouch() -> Bool {
        let now = service.now
        if let storedLife { return storedLife == SessionExpiry(expires: cookie.expires, now: now).secondsToLive }
        if let lookedAt, cookie.lifetime == service.lookLife { return now - lookedAt < 1000 }
        guard let interval = service.touchInterval, !isDue(interval, now) else { return false }
        note(.touchSkipped(id: id))
        return true
    }

    func touchOnce() {
        guard !isTouched else { return }
        isTouched = true
        touch()
    }

    var record: SessionRecord {
        SessionRecord(json: json, expires: cookie.expires, now: service.now)
    }

    /// The whole session's JSON as it is to be stored. Where only the cookie's `expires` has moved beside the fields it is
    /// their own text, in which the date is written over.
    private func takeText() -> [UInt8] {
        guard let moved = cookie.movedExpiry(in: fields) else { return json }
        fields.overwrite(at: moved.place, moved.date.span)
        return fields.bytes
    }

    @inline(__always)
    func commit() async throws {
        let record = SessionRecord(json: takeText(), expires: cookie.expires, now: service.now)
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
            state = isModified ? .lost : .gone
            note(.gone(id: id))
        }
    }

    func change(of base: [UInt8], to record: SessionRecord) -> SessionChange {
        let editsCookie = !cookie.hasSettings(of: loadedCookie)
        var cookieJSON: [UInt8] = []
        if editsCookie { cookie.appendJSON(to: &cookieJSON) }
        return SessionChange(base: base, record: record, edits: edits, editsCookie: editsCookie, cookie: cookieJSON)
    }

    /// - Parameter record: what was stored; nil where its expiry may be another's.
    func settle(_ json: [UInt8], _ record: SessionRecord?) {
        storedLife = record?.secondsToLive
        lookedAt = nil
        base = json
        saved = fields
        edits = []
    }

    func renew() async throws {
        if needsNoTouch() { return }
        let now = service.now
        if service.touchInterval != nil { return try await storeTouch(now) }
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

    /// - Parameter interval: milliseconds.
    func isDue(_ interval: Int, _ now: Int) -> Bool {
        guard let expires = loadedCookie.end, let life = loadedCookie.lifetime else { return true }
        return now.saturatingSubtract(max(touchedAt, expires.saturatingSubtract(life))) >= interval
    }

    /// When this session was last touched as above; the beginning of time where it was not.
    private var touchedAt: Int { fields.integer(Self.touchedField) ?? .min }

    /// Whether that was so lately that the index, which is kept then, too, need not be looked after where nothing has
    /// changed. A save by express-session, which moves the cookie's `expires`, knows nothing of the index.
    private var wasIndexedLately: Bool {
        service.touchInterval.map { service.now.saturatingSubtract(touchedAt) < $0 } ?? false
    }

    /// Touches, and stores when, so that the next request finds it. The cookie stays as it is stored, and
    /// for the application nothing has changed.
    func storeTouch(_ now: Int) async throws {
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
}
