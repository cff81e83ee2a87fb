import FoundationEssentials

/// Converts values of a JSON text to types of the language and of Foundation.
extension JSONDocument {
    func decode<Value: Decodable>(_ type: Value.Type, _ token: Int) throws -> Value {
        if type == Date.self, let date = try date(token) as? Value { return date }
        if type == Data.self, let data = try data(token) as? Value { return data }
        if type == URL.self, let url = try url(token) as? Value { return url }
        if type == Decimal.self, let decimal = try decimal(token) as? Value { return decimal }
        if type == JSONValue.self, let value = JSONValue(self, token) as? Value { return value }
        return try Value(from: JSONValueDecoder(document: self, token: token))
    }

    func isNull(_ token: Int) -> Bool { bytes[Int(tokens[token].start)] == 0x6e }

    func decode(_ type: Bool.Type, _ token: Int) throws -> Bool {
        switch bytes[Int(tokens[token].start)] {
        case 0x74: return true
        case 0x66: return false
        default: throw mismatch(type, .bool, token)
        }
    }

    func decode(_ type: String.Type, _ token: Int) throws -> String {
        guard bytes[Int(tokens[token].start)] == 0x22 else { throw mismatch(type, .string, token) }
        return string(token)
    }

    func integer<Value: FixedWidthInteger>(_ type: Value.Type, _ token: Int) throws -> Value {
        guard kind(token) == .number else { throw mismatch(type, .number, token) }
        guard let value = integer(token, as: type) else {
            throw corrupted(token, "must be a whole number from \(type.min) to \(type.max)")
        }
        return value
    }

    func decode(_ type: Double.Type, _ token: Int) throws -> Double {
        guard kind(token) == .number else { throw mismatch(type, .number, token) }
        guard let value = double(token) else { throw corrupted(token, "is too large") }
        return value
    }

    func decode(_ type: Float.Type, _ token: Int) throws -> Float {
        guard kind(token) == .number else { throw mismatch(type, .number, token) }
        guard let value = float(token) else { throw corrupted(token, "is too large") }
        return value
    }

    // MARK: Foundation's types

    private func date(_ token: Int) throws -> Date {
        switch kind(token) {
        case .number where dates == .textOrReferenceSeconds:
            return Date(timeIntervalSinceReferenceDate: try decode(Double.self, token))
        case .string:
            guard let milliseconds = ISODate.milliseconds(string(token)) else {
                throw corrupted(token, "must be a date such as 2026-11-24T12:01:00.000Z")
            }
            return Date(timeIntervalSince1970: milliseconds / 1000)
        default: throw mismatch(Date.self, .string, token)
        }
    }

    private func data(_ token: Int) throws -> Data {
        guard let data = Data(base64Encoded: try decode(String.self, token)) else {
            throw corrupted(token, "must be base64")
        }
        return data
    }

    private func url(_ token: Int) throws -> URL {
        guard let url = URL(string: try decode(String.self, token)) else { throw corrupted(token, "must be a URL") }
        return url
    }

    private func decimal(_ token: Int) throws -> Decimal {
        guard kind(token) == .number else { throw mismatch(Decimal.self, .number, token) }
        guard let value = Decimal(string: text(token)) else { throw corrupted(token, "is too large") }
        return value
    }

    // MARK: Errors

    func mismatch(_ type: any Any.Type, _ expected: Kind, _ token: Int) -> DecodingError {
        let found = kind(token)
        let context = DecodingError.Context(
            codingPath: path(to: token), debugDescription: "must be \(expected.name), not \(found.name)")
        return found == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func corrupted(_ token: Int, _ reason: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: path(to: token), debugDescription: reason))
    }
}
