import Taproom
import TaproomHTTP

/// The session of one request: named fields, and the cookie that ties the session to a browser.
///
/// If it has changed, it is saved before the response is sent. Changes made while a response is streamed are saved at
/// the end of the stream. Changes that other requests store meanwhile are kept: the changes made here are applied to
/// the stored session.
///
/// If the session middleware did not see the request, or the session has ended, it is empty: reads return nil, throwing
/// calls throw `SessionError.notMounted` or `.ended`, and other writes only log a warning, once. Check
/// `Request.hasSession` to know beforehand.
public struct Session {
    /// nil if the session middleware did not see the request.
    let transaction: SessionTransaction?

    /// The id under which the session is, or was, stored; empty if the middleware did not see the request.
    public var id: String { transaction?.id ?? "" }

    /// The settings of this session's cookie.
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

    /// The steps that the middleware took for this request, if its option `traces` is on; otherwise empty.
    public var trace: [SessionEvent] { transaction?.trace ?? [] }

    // MARK: Fields

    /// The names of all fields except the cookie, in the order in which they were set.
    public var names: [String] { live?.names ?? [] }

    /// A field's value; nil if there is no such field. Setting nil removes the field. `cookie` is not a field.
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

    /// Returns the value of a field that is a whole number; nil if the field is missing or is something else.
    public func integer(_ name: String) -> Int? {
        name == "cookie" ? nil : live?.fields.integer(name)
    }

    /// Removes a field. It is not an error if there is no such field.
    public func remove(_ name: String) {
        if name != "cookie" { writable?.remove(name) }
    }

    /// Increments a field, starting at 0 if it is missing, and returns the new number. Concurrent increments by several
    /// requests are all counted.
    ///
    /// - Throws: `SessionError.wrongType` if the field is not a whole number.
    @discardableResult
    public func increment(_ name: String, by amount: Int = 1) throws -> Int {
        let transaction = try usable
        try transaction.checkField(name)
        return try transaction.increment(name, by: amount)
    }

    /// Appends an element to a list, which is empty if the field is missing. Elements that several requests append
    /// concurrently are all kept.
    ///
    /// - Throws: `SessionError.wrongType` if the field is not a list.
    public func append(_ value: JSONValue, to name: String) throws {
        try append(json: value.bytes, to: name)
    }

    /// Appends an element, given as JSON, to a list.
    func append(json: [UInt8], to name: String) throws {
        let transaction = try usable
        try transaction.checkField(name)
        try transaction.append(json, to: name)
    }

    /// Returns the JSON text of a field, as it is stored.
    func json(_ name: String) throws -> [UInt8]? {
        let transaction = try usable
        try transaction.checkReadable()
        return transaction.fields[name].map { Array($0) }
    }

    /// The JSON of the whole session as it would be stored now, without flash messages; an empty object if nothing
    /// would be stored.
    public var json: [UInt8] { live?.json ?? Array("{}".utf8) }

    // MARK: The session as a whole

    /// Gives the cookie its whole time to live again. Every response does this.
    public func touch() {
        writable?.touch()
    }

    /// Stores the session now. Afterwards it also contains the changes that other requests have stored meanwhile.
    ///
    /// Its expiry does not change (use `touch` for that), unless it has passed. A session that has only been touched
    /// since is still in the store, and saving it must not shorten its time to live.
    ///
    /// - Throws: `SessionError`. `.ended` means that the session is no longer in the store, and nothing was stored.
    ///   After `.outcomeUnknown`, the save is not repeated in this request.
    public func save() async throws {
        try await usable.save()
    }

    /// Loads the session from the store again, and discards unsaved changes.
    public func reload() async throws {
        try await usable.reload()
    }

    /// Ends this session and starts a new one with a new id. Call it at every login, so that an attacker who knew the
    /// old id does not share the new session. It also works on a session that can't be read, of which nothing can be
    /// kept.
    ///
    ///     try await request.session.regenerate(keeping: .only("cart"))
    ///
    /// The kept fields include changes that other requests have stored by now. If another request has destroyed the
    /// session meanwhile, nothing is kept.
    ///
    /// - Parameter kept: the fields that the new session starts with. Its cookie has the settings of a new session.
    /// - Throws: `SessionError` if the store fails.
    public func regenerate(keeping kept: KeptFields = .none) async throws {
        try await usable.regenerate(keeping: kept)
    }

    /// Ends the session and removes it from the store. It also works on a session that can't be read.
    public func destroy() async throws {
        try await usable.destroy()
    }

    /// Removes the session from the request. The option `unset` determines whether the stored session is kept or
    /// destroyed.
    public func unset() {
        writable?.unset()
    }
}
