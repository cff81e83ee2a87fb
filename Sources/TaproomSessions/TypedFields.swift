import TaproomHTTP

/// The name and type of a session's field, declared once:
///
///     extension SessionKey where Value == Cart {
///         static var cart: SessionKey { SessionKey("cart") }
///     }
///     let cart = try session.get(.cart)
public struct SessionKey<Value: Codable>: Sendable {
    /// The field's name.
    public let name: String

    /// - Parameter name: the field's name.
    public init(_ name: String) {
        self.name = name
    }
}

extension Session {
    /// A field decoded as a type of the application's; nil where there is none.
    ///
    /// A `Date` is read from a string as JavaScript's `toISOString` writes it, or from a number as seconds since 2001, which
    /// is how Foundation's `JSONEncoder` wrote it.
    ///
    /// - Throws: `SessionError.undecodable`, which names the field; the field stays as it is.
    public func get<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let json = try json(name) else { return nil }
        return try Self.decode(json, of: name)
    }

    private static func decode<Value: Decodable>(_ json: [UInt8], of name: String) throws -> Value {
        do {
            return try JSONDecoding(dates: .textOrReferenceSeconds).decode(Value.self, from: json)
        } catch let error as DecodingError {
            throw SessionError.undecodable(field: name, reason: DecodingFailure(error).sentence)
        } catch {
            throw SessionError.undecodable(field: name, reason: "\(error)")
        }
    }

    private static func encode(_ value: some Encodable, of name: String) throws -> [UInt8] {
        do {
            return try JSONEncoding.encode(value)
        } catch {
            throw SessionError.undecodable(field: name, reason: "\(error)")
        }
    }

    /// Sets a field to a value of the application's own. A `Date` is stored as JavaScript's `toISOString` writes it.
    ///
    /// - Throws: `SessionError.undecodable` where the value can't be written as JSON; nothing is changed.
    public func set<Value: Encodable>(_ name: String, to value: Value) throws {
        guard name != "cookie" else { throw SessionError.undecodable(field: name, reason: "the name is taken") }
        let transaction = try usable
        try transaction.checkReadable()
        transaction.set(name, json: try Self.encode(value, of: name))
    }

    /// The value of a typed field; nil where there is none.
    public func get<Value>(_ key: SessionKey<Value>) throws -> Value? {
        try get(key.name, as: Value.self)
    }

    /// Sets a typed field.
    public func set<Value>(_ key: SessionKey<Value>, to value: Value) throws {
        try set(key.name, to: value)
    }

    /// Removes a typed field; one that is not there is no error.
    public func remove<Value>(_ key: SessionKey<Value>) {
        remove(key.name)
    }

    /// Counts a typed field up, from 0 where it is missing, and returns the new number. Of several requests that do so at
    /// once each one counts.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a whole number.
    @discardableResult
    public func increment(_ key: SessionKey<Int>, by amount: Int = 1) throws -> Int {
        try increment(key.name, by: amount)
    }

    /// Adds a value to a list, which is empty where the field is missing. Of several requests that do so at once each one's
    /// element is kept.
    ///
    /// - Throws: `SessionError.wrongType` where the field holds something other than a list, `.undecodable` where the value
    ///   can't be written as JSON; nothing is changed.
    public func append(_ value: some Encodable, to name: String) throws {
        try append(json: try Self.encode(value, of: name), to: name)
    }

    /// Adds an element to a typed list, as `append(_:to:)` does by name.
    public func append<Element>(_ element: Element, to key: SessionKey<[Element]>) throws {
        try append(json: try Self.encode(element, of: key.name), to: key.name)
    }

    /// Changes a typed field, and returns its new value. Where another request has changed the session meanwhile, the
    /// closure is applied again to what is stored by then, when the session is saved: so no change is lost, and the value
    /// stored in the end may differ from the one returned. The closure should do nothing but change the value.
    ///
    /// - Parameters:
    ///   - key: the field.
    ///   - fallback: the value of a field that is missing.
    ///   - change: changes the value.
    /// - Throws: `SessionError.undecodable`, and what the closure throws; nothing is changed.
    @discardableResult
    public func update<Value>(
        _ key: SessionKey<Value>, default fallback: Value, _ change: @escaping (inout Value) throws -> Void
    ) throws -> Value {
        try update(key) { (known: inout Value?) in
            var value = known ?? fallback
            try change(&value)
            known = value
        } ?? fallback
    }

    /// The same for a field that may be missing: nil removes it.
    @discardableResult
    public func update<Value>(
        _ key: SessionKey<Value>, _ change: @escaping (inout Value?) throws -> Void
    ) throws -> Value? {
        let transaction = try usable
        try transaction.checkField(key.name)
        let name = key.name
        try transaction.update(
            FieldUpdate(name) { json in
                var value: Value? = try json.map { try Self.decode($0, of: name) }
                try change(&value)
                return try value.map { try Self.encode($0, of: name) }
            })
        return try get(key)
    }
}
