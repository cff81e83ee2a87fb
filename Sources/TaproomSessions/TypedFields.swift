import FoundationEssentials

/// The name and type of a session's field, declared once:
///
///     extension SessionKey where Value == Cart {
///         static var cart: SessionKey { SessionKey("cart") }
///     }
///     let cart = try session.get(.cart)
public struct SessionKey<Value: Codable>: Sendable {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }
}

extension Session {
    /// A field decoded as a type of the application's; nil where there is none.
    ///
    /// - Throws: `SessionError.undecodable`, which names the field; the field stays as it is.
    public func get<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let json = json(name) else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(json))
        } catch {
            throw SessionError.undecodable(field: name, reason: "\(error)")
        }
    }

    /// Sets a field to a value of the application's own.
    ///
    /// - Throws: `SessionError.undecodable` where the value can't be written as JSON; nothing is changed.
    public func set<Value: Encodable>(_ name: String, to value: Value) throws {
        guard name != "cookie" else { throw SessionError.undecodable(field: name, reason: "the name is taken") }
        let encoder = JSONEncoder()
        // Sorted, so that a value set to what it was is what it was.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            set(name, json: Array(try encoder.encode(value)))
        } catch {
            throw SessionError.undecodable(field: name, reason: "\(error)")
        }
    }

    /// The value of a typed field; nil where there is none.
    public func get<Value>(_ key: SessionKey<Value>) throws -> Value? {
        try get(key.name, as: Value.self)
    }

    /// Sets a typed field.
    public func set<Value>(_ key: SessionKey<Value>, to value: Value) throws {
        try set(key.name, to: value)
    }
}
