import Taproom
import TaproomHTTP

/// Operations on the whole session: save, reload, regenerate, destroy, unset. Also its absolute lifetime.
extension SessionTransaction {
    func touch() {
        cookie.touch()
        limitLifetime()
    }

    @inline(always)
    func save() async throws {
        await request.returnToLoop()
        guard state == .live else { throw SessionError.ended }
        try checkReadable()
        if let expires = cookie.expires, base != nil, expires <= service.now { touch() }
        storeNewFlash()
        try await commit()
        try await index()
        guard state == .live else { throw SessionError.ended }
    }

    func reload() async throws {
        await request.returnToLoop()
        guard state == .live else { throw SessionError.ended }
        guard let json = try await ask({ try await service.store.get(id) }) else { throw SessionError.ended }
        try adopt(json)
        problem = nil
        writtenFields = []
        flash?.new = []
        edits = []
        storedTTL = nil
        refreshedAt = nil
        storedEnd = nil
        if mustAskForEnd { await askForEnd() }
    }

    func regenerate(keeping kept: KeptFields) async throws {
        await request.returnToLoop()
        guard state == .live else { throw SessionError.ended }
        let newID = try service.options.genid(request)
        let keptFields = try await fields(kept)
        try await remove()
        note(.destroyed(id: id))
        id = newID
        problem = nil
        cookie = Self.newCookie(service, request)
        loadedCookie = cookie.state
        fields = keptFields
        edits = []
        writtenFields = []
        if !kept.holds(FlashField.name) { dropClaimedFlash() }
        flash?.rest = nil
        base = nil
        storedTTL = nil
        storedEnd = nil
        isTouched = false
        signedID = nil
        note(.created(id: id))
        request.logLabel = Self.label(id)
    }

    /// Returns the fields of a new session that keeps some fields of this one.
    private func fields(_ kept: KeptFields) async throws -> JSONFields {
        var new = Self.newFields(service)
        guard !kept.isNone, problem == nil, try await catchUp() else { return new }
        for name in names where kept.holds(name) {
            if let value = fields[name] { new.set(name, Array(value)) }
        }
        return new
    }

    /// Drops the claimed messages. The messages that this request has added are kept for the new session.
    private func dropClaimedFlash() {
        flash?.claimed = nil
        if flash?.new.isEmpty == true { flash = nil }
    }

    /// Loads what other requests have stored by now, and applies this request's changes to it.
    ///
    /// - Returns: false if the session was destroyed meanwhile.
    private func catchUp() async throws -> Bool {
        guard let base else { return true }
        guard let stored = try await ask({ try await service.store.get(id) }) else {
            if !hasExpired { flash = nil }
            return hasExpired
        }
        if stored == base { return true }
        let change = SessionChange(base: base, record: record, edits: edits, editsCookie: false, cookie: [])
        fields = try JSONFields(ofSession: try change.applied(to: stored))
        return true
    }

    func destroy() async throws {
        await request.returnToLoop()
        guard state == .live else { return }
        try await remove()
        state = .destroyed
        note(.destroyed(id: id))
    }

    func unset() {
        if state == .live { state = .unset }
    }

    func remove() async throws {
        try await change { try await service.store.destroy(id) }
        // This prevents a concurrent request with an expired session from storing it again after a log-out or a login.
        for ended in endedIDs { try await change { try await service.store.destroy(ended) } }
        endedIDs = []
        for user in Set([user, original.value(Self.userField)?["id"]?.stringValue]).compactMap({ $0 }) {
            try await change { try await service.userIndex?.removeSession(id, user: user) }
        }
    }

    /// Updates the entry of the session in the index of its user, so that it lives as long as the session.
    @inline(__always)
    func index() async throws {
        guard mustBeIndexed, let userIndex = service.userIndex, let user else { return }
        try await change { try await userIndex.addSession(id, user: user, record) }
    }

    /// Whether the session has a user, and the store an index of users.
    var mustBeIndexed: Bool { state == .live && service.hasUserIndex && fields.holds(Self.userField) }

    // MARK: Asking the store

    /// Sends a request to the store, unless the store has failed before.
    @inline(__always)
    func ask<Value>(_ work: () async throws -> Value) async throws -> Value {
        if let failure { throw failure }
        return try await limited(work)
    }

    /// Sends a request to the store, with the time that is left for this request's use of it.
    @inline(__always)
    func limited<Value>(_ work: () async throws -> Value) async throws -> Value {
        let start = StoreTime.now
        defer { storeTime.add(since: start) }
        guard let deadline = storeTime.deadline(service.storeTimeout) else { return try await work() }
        return try await StoreDeadline.$current.withValue(deadline) { try await work() }
    }

    /// Sends a change to the store. If it is not known whether a change was made, or the store is unavailable, the
    /// store is not used again in this request: a save has one outcome, and the client waits for one time-out.
    @inline(__always)
    func change<Value>(_ work: () async throws -> Value) async throws -> Value {
        if let failure { throw failure }
        do {
            return try await limited(work)
        } catch {
            noteFailure(error)
            throw error
        }
    }

    func noteFailure(_ error: any Error) {
        if (error as? SessionError)?.isStoreFailure != false { failure = error }
    }

    // MARK: The absolute end

    /// The field with the time of creation. express-session leaves it alone.
    static let createdField = "_createdAt"

    /// The time at which the session ends, even if it is in use, in milliseconds since 1970; nil for never.
    var absoluteEnd: Int? {
        guard let life = service.absoluteTimeToLive else { return nil }
        let created = fields.value(Self.createdField)?.intValue ?? service.now
        return created.saturatingAdd(life)
    }

    /// Whether the session has reached the end of its absolute lifetime.
    var isExpired: Bool { absoluteEnd.map { $0 <= service.now } ?? false }

    func limitLifetime() {
        guard let end = absoluteEnd else { return }
        if fields[Self.createdField] == nil { setAnyhow(Self.createdField, json: Array(String(service.now).utf8)) }
        if let expires = cookie.expires, expires > end { cookie.shorten(to: end) }
    }
}
