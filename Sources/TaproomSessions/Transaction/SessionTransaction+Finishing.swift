import Logging
import Taproom
import TaproomHTTP

/// The end of a request: saves or touches the session.
extension SessionTransaction {
    /// What has to be done for a session when its request ends.
    enum Ending {
        /// Nothing: the session has ended, is new and empty, or was touched already.
        case nothing
        /// Save: it has changed, or is always saved.
        case save
        /// Touch: it has not changed.
        case touch
        /// Destroy: the application has unset it, and the option `unset` is `destroy`.
        case destroy
        /// Throw the error: the stored value can't be read and the application has used the session, or the store has
        /// failed.
        case fail(any Error)
    }

    /// Whether the id or a field differs from what was loaded. The cookie does not count.
    var isModified: Bool {
        if originalID != id { return true }
        return (fields.isEdited || wasMerged) && !fields.equals(original, except: "cookie")
    }

    /// Whether the store has the current fields.
    private var isSaved: Bool {
        guard let saved, originalID == id || base != nil else { return false }
        return edits.isEmpty || fields.equals(saved, except: "cookie")
    }

    /// Whether the browser does not know the session's id yet.
    var isNew: Bool { cookieID != id }

    private var mustSave: Bool {
        isNew && base == nil && !service.options.saveUninitialized ? isModified : !isSaved
    }

    var mustSetCookie: Bool {
        if isNew { return service.options.saveUninitialized || isModified }
        return service.options.rolling || (cookie.expires != nil && isModified)
    }

    /// Touches the cookie, and returns what has to be done in the store.
    func end() -> Ending {
        switch state {
        case .live: break
        case .unset: return service.options.unset == .keep ? restoreFlash() : .destroy
        case .destroyed, .gone, .lost: return .nothing
        }
        if let failure { return .fail(failure) }
        if let problem { return wasUsed ? .fail(problem) : .nothing }
        if !isTouched {
            isTouched = true
            touch()
        }
        if flash != nil { storeFlash() }
        if mustSave { return .save }
        return isNew || ((!mustBeIndexed || wasIndexedLately) && needsNoTouch()) ? .nothing : .touch
    }

    /// Puts back the flash messages that were taken out of the store, for a session that stays in the store unchanged.
    private func restoreFlash() -> Ending {
        guard let base, flash?.claimed != nil, (try? adopt(base)) != nil else { return .nothing }
        edits = []
        flash?.new = []
        touch()
        storeFlash()
        return .save
    }

    /// Does what `end` has returned.
    func finish(_ ending: Ending) async throws {
        switch ending {
        case .nothing: return
        case .fail(let error): throw error
        case .destroy:
            try await remove()
            note(.destroyed(id: id))
            return
        case .save: try await commit()
        case .touch: try await renew()
        }
        try await index()
    }

    /// Saves the changes that were made while the response was streamed.
    func finishStream() async throws {
        await request.returnToLoop()
        guard state == .live, problem == nil else { return }
        if let failure { throw failure }
        if flash != nil { storeFlash() }
        guard !isSaved, isModified || base != nil else { return }
        guard !isNew || browserKnowsID else {
            return service.warnOnce(
                "a session that began while its response was streamed is dropped: its cookie came too late; use the session before the response begins"
            )
        }
        try await commit()
        try await index()
        if state == .lost { noteLoss() }
    }

    /// Removes the transaction from the request, because each holds a reference to the other.
    func release() {
        request[SessionTransaction.self] = nil
    }

    // MARK: Saving

    var record: SessionRecord {
        SessionRecord(json: json, expires: cookie.expires, now: service.now)
    }

    @inline(__always)
    func commit() async throws {
        let text = StoredSessionCodec.text(&fields, cookie)
        let record = SessionRecord(json: text, expires: cookie.expires, now: service.now)
        guard record.json.count <= service.options.sizeLimit else {
            throw SessionError.tooLarge(bytes: record.json.count, limit: service.options.sizeLimit)
        }
        noteChanges()
        guard let base else {
            try await change { try await service.store.set(id, record) }
            note(.stored(id: id, json: record.json, secondsToLive: record.secondsToLive))
            return settle(record.json, record)
        }
        let update = change(of: base, to: record)
        switch try await storeChange(update) {
        case .stored:
            note(.updated(id: id, json: record.json, secondsToLive: record.secondsToLive))
            settle(record.json, record)
        case .merged(let json):
            fields = try StoredSessionCodec.parse(json, id: id, service).0
            wasMerged = true
            note(.merged(id: id, json: json))
            settle(json, nil)
        case .gone:
            state = isModified ? .lost : .gone
            note(.gone(id: id))
        }
    }

    /// Stores changes to a loaded session. If it has expired during the request, stores it again.
    @inline(__always)
    private func storeChange(_ update: SessionChange) async throws -> SessionUpdate {
        let outcome = try await change { try await service.store.update(id, update) }
        guard case .gone = outcome, hasExpired else { return outcome }
        return try await change { try await service.store.recreate(id, update) }
    }

    private func change(of base: [UInt8], to record: SessionRecord) -> SessionChange {
        let editsCookie = !cookie.hasSettings(of: loadedCookie)
        var cookieJSON: [UInt8] = []
        if editsCookie { cookie.appendJSON(to: &cookieJSON) }
        return SessionChange(base: base, record: record, edits: edits, editsCookie: editsCookie, cookie: cookieJSON)
    }

    /// - Parameter record: what was stored; nil if the stored expiry may be that of another request.
    private func settle(_ json: [UInt8], _ record: SessionRecord?) {
        storedTTL = record?.secondsToLive
        if let expires = record?.expires { storedEnd = expires }
        refreshedAt = nil
        base = json
        saved = fields
        edits = []
        writtenFields = []
    }

    /// Whether the session has expired by now, as far as this request knows. If so, a session that is gone may have
    /// expired while its user was active.
    var hasExpired: Bool { storedEnd.map { $0 <= service.now } ?? false }

    /// Whether only the store knows when the session ends, because it has been touched since it was saved.
    var mustAskForEnd: Bool { storedEnd == nil && cookie.end != nil && problem == nil }

    /// Asks the store when the session ends. Errors are ignored.
    func askForEnd() async {
        // This is the time before the request to the store, because the reply may take long.
        let now = service.now
        if let left = try? await service.store.timeToLive(id) { storedEnd = now.saturatingAdd(left) }
    }

    /// Logs that changes were lost.
    func noteLoss() {
        service.logger.warning(
            "a session ended while a request was under way: the request's changes are lost",
            metadata: ["session": "\(Self.label(id))"])
    }

    // MARK: Touching

    private func renew() async throws {
        if needsNoTouch() { return }
        let now = service.now
        if service.touchInterval != nil { return try await storeTouch(now) }
        let json = service.store.touchNeedsJSON ? json : []
        let record = SessionRecord(json: json, expires: cookie.expires, now: now)
        if try await change({ try await service.store.touch(id, record) }) {
            note(.touched(id: id, secondsToLive: record.secondsToLive))
        } else if hasExpired {
            try await commit()
        } else {
            state = .gone
            note(.gone(id: id))
        }
    }

    /// Returns whether the store need not be told that the session was used, because a save of this request or the read
    /// that loaded it has touched the session, or another request did so recently.
    private func needsNoTouch() -> Bool {
        let now = service.now
        if let storedTTL { return storedTTL == SessionExpiry(expires: cookie.expires, now: now).secondsToLive }
        if let refreshedAt, cookie.lifetime == service.refreshTTL { return now - refreshedAt < 1000 }
        guard let interval = service.touchInterval, !isDue(interval, now) else { return false }
        note(.touchSkipped(id: id))
        return true
    }

    /// The field with the time of the last touch, for `touchAfter`. express-session leaves it alone. The cookie's
    /// `expires` can't be used, because it is the time until which the browser keeps the cookie.
    static let touchedField = "_touchedAt"

    /// - Parameter interval: milliseconds.
    private func isDue(_ interval: Int, _ now: Int) -> Bool {
        guard let expires = loadedCookie.end, let life = loadedCookie.lifetime else { return true }
        return now.saturatingSubtract(max(touchedAt, expires.saturatingSubtract(life))) >= interval
    }

    /// The time of the last touch in that field; `Int.min` if there is none.
    private var touchedAt: Int { fields.integer(Self.touchedField) ?? .min }

    /// Whether the last touch is so recent that the index, which is updated with it, is up to date if nothing has
    /// changed. A save by express-session moves the cookie's `expires`, but does not update the index.
    private var wasIndexedLately: Bool {
        service.touchInterval.map { service.now.saturatingSubtract(touchedAt) < $0 } ?? false
    }

    /// Touches the session, and stores the time for the next request. The stored cookie does not change, and neither do
    /// the fields that the application sees.
    private func storeTouch(_ now: Int) async throws {
        guard let base else { return }
        let time = Array(String(now).utf8)
        var touched = fields
        touched.set(Self.touchedField, time)
        let record = SessionRecord(json: touched.bytes, expires: cookie.expires, now: now)
        let update = SessionChange(
            base: base, record: record, edits: [.set(Self.touchedField, time)], editsCookie: false, cookie: [])
        switch try await storeChange(update) {
        case .stored: note(.updated(id: id, json: record.json, secondsToLive: record.secondsToLive))
        case .merged(let json): note(.merged(id: id, json: json))
        case .gone:
            state = .gone
            note(.gone(id: id))
        }
    }
}
