import Taproom
import TaproomHTTP

/// What an application does with a session as a whole: save, reload, regenerate, destroy, unset; and its absolute
/// end.
extension SessionTransaction {
    func touch() {
        cookie.touch()
        limitLifetime()
    }

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

    /// The fields of a new session that keeps some of this one's.
    private func fields(_ kept: KeptFields) async throws -> JSONFields {
        var new = Self.newFields(service)
        guard !kept.isNone, problem == nil, try await catchUp() else { return new }
        for name in names where kept.holds(name) {
            if let value = fields[name] { new.set(name, Array(value)) }
        }
        return new
    }

    /// The messages that this request has left itself are shown under the new id.
    private func dropClaimedFlash() {
        flash?.claimed = nil
        if flash?.new.isEmpty == true { flash = nil }
    }

    /// Takes over what other requests have stored by now, and makes this one's changes to it.
    ///
    /// - Returns: false where the session was destroyed meanwhile.
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
        // A request that is under way with a session that ran out must not bring it back behind a log-out or a login.
        for ended in endedIDs { try await change { try await service.store.destroy(ended) } }
        endedIDs = []
        for user in Set([user, original.value(Self.userField)?["id"]?.stringValue]).compactMap({ $0 }) {
            try await change { try await service.userIndex?.removeSession(id, user: user) }
        }
    }

    /// Keeps the index of the session's user as long-lived as the session.
    @inline(__always)
    func index() async throws {
        guard mustBeIndexed, let userIndex = service.userIndex, let user else { return }
        try await change { try await userIndex.addSession(id, user: user, record) }
    }

    /// Whether there is a user, and an index of users to keep.
    var mustBeIndexed: Bool { state == .live && service.hasUserIndex && fields.holds(Self.userField) }

    // MARK: Asking the store

    /// Asks the store for something.
    @inline(__always)
    func ask<Value>(_ work: () async throws -> Value) async throws -> Value {
        if let failure { throw failure }
        return try await limited(work)
    }

    /// Asks the store within what is left of the request's time for it.
    func limited<Value>(_ work: () async throws -> Value) async throws -> Value {
        let start = StoreTime.now
        defer { storeTime.add(since: start) }
        guard let deadline = storeTime.deadline(service.storeTimeout) else { return try await work() }
        return try await StoreDeadline.$current.withValue(deadline) { try await work() }
    }

    /// Has the store change something. Once it is not known whether that was done, or there is no store to do it, the
    /// store is not asked again in this request: one save has one outcome, and its client waits for one time-out.
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
        if (error as? SessionError)?.leavesStoreAsItWas != true { failure = error }
    }

    // MARK: The absolute end

    /// Where the time of creation is kept: a field of the session, which express-session leaves alone.
    static let createdField = "_createdAt"

    /// Milliseconds since 1970 at which the session ends however busy it is; nil for never.
    var absoluteEnd: Int? {
        guard let life = service.absoluteTimeToLive else { return nil }
        let created = fields.value(Self.createdField)?.intValue ?? service.now
        return created.saturatingAdd(life)
    }

    /// Whether the session has reached its absolute end.
    var isExpired: Bool { absoluteEnd.map { $0 <= service.now } ?? false }

    func limitLifetime() {
        guard let end = absoluteEnd else { return }
        if fields[Self.createdField] == nil { setAnyhow(Self.createdField, json: Array(String(service.now).utf8)) }
        if let expires = cookie.expires, expires > end { cookie.shorten(to: end) }
    }
}
