import Taproom
import TaproomHTTP

/// The session of one request: fields by name, and the cookie that ties it to a browser.
///
/// It is saved before the response leaves, if it changed; what changes while a response is streamed is saved at the
/// stream's end. What other requests store meanwhile is kept: the changes made here are applied to what is there by then.
///
/// Where the session middleware did not see the request, and once the session has ended, there is nothing in it: reads
/// give nil, calls that throw throw `SessionError.notMounted` or `.ended`, and other writes do nothing but tell the log,
/// once. `Request.hasSession` tells beforehand.
public struct Session {
    /// nil where the session middleware did not see the request.
    let transaction: SessionTransaction?

    /// The id under which the store knows, or knew, the session; empty where the middleware did not see the request.
    public var id: String { transaction?.id ?? "" }

    /// The session's own cookie settings.
    public var cookie: SessionCookie {
        get { if let transaction { transaction.cookie } else { .unmounted } }
        nonmutating _modify {
            if let transaction {
                yield &transaction.cookie
            } else {
                var cookie = SessionCookie.unmounted
                yield &cookie
                warnOfDroppedWrite()
            }
        }
    }

    /// What the middleware did for this request, where its option `traces` is on.
    public var trace: [SessionEvent] { transaction?.trace ?? [] }

    // MARK: Fields

    /// The names of all fields but the cookie, in the order in which they were set.
    public var names: [String] { live?.names ?? [] }

    /// A field's value; nil where there is none. Setting nil removes the field. `cookie` is not a field.
    ///
    ///     session["name"] = "Ann"
    ///     let name = session["name"]?.stringValue
    public subscript(name: String) -> JSONValue? {
        get { name == "cookie" ? nil : live?.fields.value(name) }
        nonmutating set {
            guard name != "cookie", let transaction = writable else { return }
            if let newValue { transaction.set(name, json: newValue.bytes) } else { transaction.remove(name) }
        }
    }

    /// A field that is a whole number; nil where there is none, or it is something else.
    public func integer(_ name: String) -> Int? {
        name == "cookie" ? nil : live?.fields.integer(name)
    }

    /// Removes a field; one that is not there is no error.
    public func remove(_ name: String) {
        if name != "cookie" { writable?.remove(name) }
    }

    /// Counts a field up, from 0 where it is missing, and returns the new number. Of several requests that do
    /// so at once each one counts.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a whole number.
    @discardableResult
    public func increment(_ name: String, by amount: Int = 1) throws -> Int {
        let transaction = try usable
        try transaction.checkField(name)
        return try transaction.increment(name, by: amount)
    }

    /// Adds an element to a list, which is empty where the field is missing. Of several requests that do so at
    /// once each one's element is kept.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a list.
    public func append(_ value: JSONValue, to name: String) throws {
        try append(json: value.bytes, to: name)
    }

    /// Adds an element, given as JSON.
    func append(json: [UInt8], to name: String) throws {
        let transaction = try usable
        try transaction.checkField(name)
        try transaction.append(json, to: name)
    }

    /// The JSON text of a field, as it is stored.
    func json(_ name: String) throws -> [UInt8]? {
        let transaction = try usable
        try transaction.checkReadable()
        return transaction.fields[name].map { Array($0) }
    }

    /// The whole session's JSON as it would be stored now, but for flash messages; an empty object where nothing would.
    public var json: [UInt8] { live?.json ?? Array("{}".utf8) }

    // MARK: The session as a whole

    /// Gives the cookie its whole time to live again, as every response does.
    public func touch() {
        writable?.touch()
    }

    /// Stores the session now. Afterwards it holds what others changed meanwhile, too.
    ///
    /// Its expiry stays as it is (`touch` moves it), unless that time has passed: a session that was only
    /// touched since is still in the store, and saving it must not shorten that.
    ///
    /// - Throws: `SessionError`, among them `.ended` where the session is gone from the store: nothing is stored. One whose
    ///   outcome is not known (`.outcomeUnknown`) is not tried again in this request.
    public func save() async throws {
        try await usable.save()
    }

    /// Reads the session from the store again, dropping unsaved changes.
    public func reload() async throws {
        try await usable.reload()
    }

    /// Ends this session and starts a new one under a new id, as at every login, so that somebody who knew the old id does not share
    /// the new session. Works on a session that can't be read, too, of which nothing can be kept.
    ///
    ///     try await request.session.regenerate(keeping: .only("cart"))
    ///
    /// What is kept holds what other requests have stored by now. Of a session that another request has destroyed
    /// meanwhile nothing is kept.
    ///
    /// - Parameter kept: the fields that the new session starts with. The cookie's settings are those of a new session.
    /// - Throws: `SessionError`, where the store fails.
    public func regenerate(keeping kept: KeptFields = .none) async throws {
        try await usable.regenerate(keeping: kept)
    }

    /// Ends the session and removes it from the store. Works on a session that can't be read, too.
    public func destroy() async throws {
        try await usable.destroy()
    }

    /// Takes the session off the request: it is kept or destroyed as the option `unset` says.
    public func unset() {
        writable?.unset()
    }
}
