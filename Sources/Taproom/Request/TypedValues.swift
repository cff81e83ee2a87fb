import TaproomHTTP

extension Parameters {
    /// Returns the value of a parameter as a number, a `UUID`, a `Date`, an enumeration with raw values, or any other
    /// `Decodable` type that decodes from a single text.
    ///
    /// - Returns: nil if the route has no such parameter.
    /// - Throws: `HTTPError` 400, which names the parameter, if the text is not such a value.
    public func get<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        try self[name].map { try TextValue.decode($0, as: type, "parameter", name) }
    }

    /// Returns the value of a required parameter as a type.
    ///
    /// - Throws: `HTTPError` 400, which names the parameter, if it is missing or not such a value.
    public func require<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value = try get(name, as: type) else { throw TextValue.missing("parameter", name) }
        return value
    }

    /// Returns the text of a required parameter.
    ///
    /// - Throws: `HTTPError` 400, which names the parameter, if it is missing.
    public func require(_ name: String) throws -> String { try require(name, as: String.self) }
}

extension FormFields {
    /// Returns the first value of a field as a number, a Boolean, a `UUID`, a `Date`, an enumeration with raw values,
    /// or any other `Decodable` type that decodes from a single text.
    ///
    /// - Returns: nil if there is no such field, or if it is empty and the type is not `String`.
    /// - Throws: `HTTPError` 400, which names the field, if the text is not such a value.
    public func get<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let text = self[name], !text.isEmpty || type == String.self else { return nil }
        return try TextValue.decode(text, as: type, "field", name)
    }

    /// Returns the first value of a required field as a type.
    ///
    /// - Throws: `HTTPError` 400, which names the field, if it is missing or not such a value.
    public func require<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value = try get(name, as: type) else { throw TextValue.missing("field", name) }
        return value
    }

    /// Returns the text of a required field.
    ///
    /// - Throws: `HTTPError` 400, which names the field, if it is missing.
    public func require(_ name: String) throws -> String { try require(name, as: String.self) }

    /// Decodes all fields as one value. A name that repeats, or ends with `[]`, is a list, and `a[b]` is the member `b`
    /// of `a`. A missing list is empty, and a missing `Bool` is false.
    ///
    /// - Throws: `HTTPError` 400, which names the path of the field that is missing or malformed.
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
