import Taproom
import TaproomHTTP

/// The session of one request: fields by name, and the cookie that ties it to a browser.
///
/// It is saved before the response leaves, if it changed; what changes while a response is streamed is saved at the
/// stream's end. What other requests store meanwhile is kept: the changes made here are applied to what is there by then.
public struct Session {
    let transaction: SessionTransaction

    /// The id under which the store knows the session.
    public var id: String { transaction.id }

    /// The session's own cookie settings.
    public var cookie: SessionCookie {
        get { transaction.cookie }
        nonmutating _modify { yield &transaction.cookie }
    }

    /// What the middleware did for this request, where its option `traces` is on.
    public var trace: [SessionEvent] { transaction.trace }

    // MARK: Fields

    /// The names of all fields but the cookie, in the order in which they were set.
    public var names: [String] { transaction.names }

    /// A field's value; nil where there is none. Setting nil removes the field. `cookie` is not a field.
    public subscript(name: String) -> JSONValue? {
        get {
            transaction.noteRead(name)
            return name == "cookie" ? nil : transaction.fields.value(name)
        }
        nonmutating set {
            guard name != "cookie" else { return }
            if let newValue { transaction.set(name, json: newValue.bytes) } else { transaction.remove(name) }
        }
    }

    /// A field that is a whole number; nil where there is none, or it is something else.
    public func integer(_ name: String) -> Int? {
        transaction.noteRead(name)
        return name == "cookie" ? nil : transaction.fields.integer(name)
    }

    /// Removes a field.
    public func remove(_ name: String) {
        if name != "cookie" { transaction.remove(name) }
    }

    /// Counts a field up, from 0 where it is missing, and returns the new number. Of several requests that do
    /// so at once each one counts.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a whole number.
    @discardableResult
    public func increment(_ name: String, by amount: Int = 1) throws -> Int {
        try transaction.checkField(name)
        return try transaction.increment(name, by: amount)
    }

    /// Adds an element to a list, which is empty where the field is missing. Of several requests that do so at
    /// once each one's element is kept.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a list.
    public func append(_ value: JSONValue, to name: String) throws {
        try transaction.checkField(name)
        try transaction.append(value.bytes, to: name)
    }

    /// The JSON text of a field, as it is stored.
    func json(_ name: String) throws -> [UInt8]? {
        try transaction.checkReadable()
        transaction.noteRead(name)
        return transaction.fields[name].map { Array($0) }
    }

    /// The whole session's JSON as it would be stored now.
    public var json: [UInt8] { transaction.json }

    // MARK: The session as a whole

    /// Gives the cookie its whole time to live again, as every response does.
    public func touch() {
        transaction.touch()
    }

    /// Stores the session now. Afterwards it holds what others changed meanwhile, too.
    ///
    /// Its expiry stays as it is (`touch` moves it), unless that time has passed: a session that was only
    /// touched since is still in the store, and saving it must not shorten that.
    ///
    /// - Throws: `SessionError`, among them `.ended` where the session is gone from the store: nothing is stored. One whose
    ///   outcome is not known (`.outcomeUnknown`) is not tried again in this request.
    public func save() async throws {
        try await transaction.save()
    }

    /// Reads the session from the store again, dropping unsaved changes.
    public func reload() async throws {
        try await transaction.reload()
    }

    /// Ends this session and starts a new one under a new id, as at every login, so that somebody who knew the old id does not share
    /// the new session. Works on a session that can't be read, too.
    public func regenerate() async throws {
        try await transaction.regenerate()
    }

    /// Ends the session and removes it from the store. Works on a session that can't be read, too.
    public func destroy() async throws {
        try await transaction.destroy()
    }

    /// Takes the session off the request: it is kept or destroyed as the option `unset` says.
    public func unset() {
        transaction.unset()
    }
}

extension Request {
    /// The request's session.
    ///
    /// - Throws: `SessionError.notMounted` where the session middleware did not see the request, `.ended` after
    ///   the session was destroyed or unset.
    public var session: Session {
        get throws {
            guard let transaction = self[SessionTransaction.self] else { throw SessionError.notMounted }
            guard transaction.state == .live else { throw SessionError.ended }
            transaction.wasUsed = true
            return Session(transaction: transaction)
        }
    }

    /// Whether there is a session to use.
    public var hasSession: Bool { self[SessionTransaction.self]?.state == .live }
}
