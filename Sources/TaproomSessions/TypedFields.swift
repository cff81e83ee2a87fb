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
    /// Returns a field, decoded as a type of the application; nil if there is no such field.
    ///
    /// A `Date` is read from a string in the form of JavaScript's `toISOString`, or from a number of seconds since
    /// 2001, which is the form of Foundation's `JSONEncoder`.
    ///
    /// - Throws: `SessionError.undecodable`, which names the field. The field is not changed.
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

    /// Sets a field to a value of the application. A `Date` is stored in the form of JavaScript's `toISOString`.
    ///
    /// - Throws: `SessionError.undecodable` if the value can't be encoded as JSON. Nothing is changed.
    public func set<Value: Encodable>(_ name: String, to value: Value) throws {
        guard name != "cookie" else { throw SessionError.undecodable(field: name, reason: "the name is taken") }
        let transaction = try usable
        try transaction.checkReadable()
        transaction.set(name, json: try Self.encode(value, of: name))
    }

    /// Returns the value of a typed field; nil if there is no such field.
    public func get<Value>(_ key: SessionKey<Value>) throws -> Value? {
        try get(key.name, as: Value.self)
    }

    /// Sets a typed field.
    public func set<Value>(_ key: SessionKey<Value>, to value: Value) throws {
        try set(key.name, to: value)
    }

    /// Removes a typed field. It is not an error if there is no such field.
    public func remove<Value>(_ key: SessionKey<Value>) {
        remove(key.name)
    }

    /// Increments a typed field, starting at 0 if it is missing, and returns the new number. Concurrent increments by
    /// several requests are all counted.
    ///
    /// - Throws: `SessionError.wrongType` if the field is not a whole number.
    @discardableResult
    public func increment(_ key: SessionKey<Int>, by amount: Int = 1) throws -> Int {
        try increment(key.name, by: amount)
    }

    /// Appends a value to a list, which is empty if the field is missing. Elements that several requests append
    /// concurrently are all kept.
    ///
    /// - Throws: `SessionError.wrongType` if the field is not a list, `.undecodable` if the value can't be encoded as
    ///   JSON. Nothing is changed.
    public func append(_ value: some Encodable, to name: String) throws {
        try append(json: try Self.encode(value, of: name), to: name)
    }

    /// Appends an element to a typed list, as `append(_:to:)` does by name.
    public func append<Element>(_ element: Element, to key: SessionKey<[Element]>) throws {
        try append(json: try Self.encode(element, of: key.name), to: key.name)
    }

    /// Changes a typed field, and returns its new value. If another request has changed the session meanwhile, the
    /// closure is applied again to the stored value when the session is saved. So no change is lost, but the stored
    /// value may differ from the returned one. The closure should have no side effects.
    ///
    /// - Parameters:
    ///   - key: the field.
    ///   - fallback: the value if the field is missing.
    ///   - change: changes the value.
    /// - Throws: `SessionError.undecodable`, and the errors of the closure. Nothing is changed.
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

    /// Changes a typed field that may be missing, and returns its new value. nil stands for a missing field, and
    /// removes the field.
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
