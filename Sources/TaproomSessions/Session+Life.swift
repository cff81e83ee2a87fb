import Taproom

/// What an application does with a session as a whole: save, reload, regenerate, destroy, unset; and its absolute
/// end.
extension Session {
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
        await request.returnToLoop()
        guard state == .live else { throw SessionError.ended }
        if let expires = cookie.expires, base != nil, expires <= service.now { touch() }
        try await commit()
        try await index()
        guard state == .live else { throw SessionError.ended }
    }

    /// Reads the session from the store again, dropping unsaved changes.
    public func reload() async throws {
        await request.returnToLoop()
        guard state == .live else { throw SessionError.ended }
        guard let json = try await service.store.get(id) else { throw SessionError.ended }
        (fields, cookie) = try Self.parse(json, id: id, service)
        loadedCookie = cookie.state
        base = json
        if saved != nil { saved = fields }
        edits = []
        storedLife = nil
        lookedAt = nil
    }

    /// Ends this session and starts a new one under a new id, as at every login, lest somebody who knew the
    /// old id shares the new session.
    public func regenerate() async throws {
        await request.returnToLoop()
        guard state == .live else { throw SessionError.ended }
        try await remove()
        note(.destroyed(id: id))
        id = try service.options.genid(request)
        cookie = Self.newCookie(service, request)
        loadedCookie = cookie.state
        fields = Self.newFields(service)
        edits = []
        base = nil
        storedLife = nil
        isTouched = false
        signedID = nil
        note(.created(id: id))
        request.logLabel = Self.label(id)
    }

    /// Ends the session and removes it from the store.
    public func destroy() async throws {
        await request.returnToLoop()
        guard state == .live else { return }
        try await remove()
        state = .destroyed
        note(.destroyed(id: id))
    }

    /// Takes the session off the request: it is kept or destroyed as the option `unset` says.
    public func unset() {
        if state == .live { state = .unset }
    }

    func remove() async throws {
        try await service.store.destroy(id)
        for user in Set([user, original.value(Self.userField)?["id"]?.stringValue]).compactMap({ $0 }) {
            try await service.userIndex?.removeSession(id, user: user)
        }
    }

    /// Keeps the index of the session's user as long-lived as the session.
    @inline(__always)
    func index() async throws {
        guard mustBeIndexed, let userIndex = service.userIndex, let user else { return }
        try await userIndex.addSession(id, user: user, record)
    }

    /// Whether there is a user, and an index of users to keep.
    var mustBeIndexed: Bool { state == .live && service.hasUserIndex && fields.holds(Self.userField) }

    // MARK: The absolute end

    /// Where the time of creation is kept: a field of the session, which express-session leaves alone.
    static let createdField = "_createdAt"

    /// Milliseconds since 1970 at which the session ends however busy it is; nil for never.
    var absoluteEnd: Int? {
        guard let life = service.absoluteLife else { return nil }
        let created = fields.value(Self.createdField)?.intValue ?? service.now
        return created.saturatingAdd(life)
    }

    /// Whether the session has reached its absolute end.
    var isOverdue: Bool { absoluteEnd.map { $0 <= service.now } ?? false }

    func limitLifetime() {
        guard let end = absoluteEnd else { return }
        if fields[Self.createdField] == nil { set(Self.createdField, json: Array(String(service.now).utf8)) }
        if let expires = cookie.expires, expires > end { cookie.shorten(to: end) }
    }
}
