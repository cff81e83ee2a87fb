import TaproomHTTP

extension Parameters {
    /// The value of a parameter as a type: a number, a `UUID`, a `Date`, an enumeration with raw values, any `Decodable` type
    /// that makes itself of a text.
    ///
    /// - Returns: nil where the route has no such parameter.
    /// - Throws: `HTTPError` 400, which names the parameter, for a text that is no such value.
    public func get<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        try self[name].map { try TextValue.decode($0, as: type, "parameter", name) }
    }

    /// The value of a parameter as a type.
    ///
    /// - Throws: `HTTPError` 400, which names the parameter, where it is missing or no such value.
    public func require<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value = try get(name, as: type) else { throw TextValue.missing("parameter", name) }
        return value
    }

    /// The text of a parameter.
    ///
    /// - Throws: `HTTPError` 400, which names the parameter, where it is missing.
    public func require(_ name: String) throws -> String { try require(name, as: String.self) }
}

extension FormFields {
    /// The first value of a field as a type: a number, a truth value, a `UUID`, a `Date`, an enumeration with raw values, any
    /// `Decodable` type that makes itself of a text.
    ///
    /// - Returns: nil where there is no such field, or an empty one where a text is not asked for.
    /// - Throws: `HTTPError` 400, which names the field, for a text that is no such value.
    public func get<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let text = self[name], !text.isEmpty || type == String.self else { return nil }
        return try TextValue.decode(text, as: type, "field", name)
    }

    /// The first value of a field as a type.
    ///
    /// - Throws: `HTTPError` 400, which names the field, where it is missing or no such value.
    public func require<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value = try get(name, as: type) else { throw TextValue.missing("field", name) }
        return value
    }

    /// The text of a field.
    ///
    /// - Throws: `HTTPError` 400, which names the field, where it is missing.
    public func require(_ name: String) throws -> String { try require(name, as: String.self) }

    /// All fields as one value: a name that repeats, or ends with `[]`, is a list, and `a[b]` the member `b` of `a`. A list
    /// that was not sent is empty, a `Bool` false.
    ///
    /// - Throws: `HTTPError` 400 with the path of the field that is missing or malformed.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try FormDecoding(self).decode(type)
        } catch let error as DecodingError {
            throw HTTPError(.badRequest, DecodingFailure(error))
        }
    }
}

private enum TextValue {
    static func decode<Value: Decodable>(_ text: String, as type: Value.Type, _ kind: String, _ name: String) throws
        -> Value
    {
        do {
            return try FormDecoding.decode(type, from: text)
        } catch let error as DecodingError {
            let reason = DecodingFailure(error).reason
            throw HTTPError(.badRequest, "The \(kind) '\(name)' \(reason).", fields: [name: reason])
        }
    }

    static func missing(_ kind: String, _ name: String) -> HTTPError {
        HTTPError(.badRequest, "The \(kind) '\(name)' is missing.", fields: [name: "is missing"])
    }
}
