import FoundationEssentials

/// Decodes values from the names and values of a form or a query.
///
/// A name that repeats, or ends with `[]`, is a list, and `a[b]` is the member `b` of `a`. The `on` of a checkbox is
/// true. An empty text is nil for an optional value that is not a string, because browsers send fields that were left
/// empty.
package struct FormDecoding {
    private let root = FormNode()

    package init(_ fields: FormFields) {
        for (name, value) in fields.pairs { root.add(name, .text(value)) }
    }

    /// Adds a value that is not a text, such as an uploaded file. A member of the same type gets the value itself.
    package func add(_ name: String, _ value: Any) {
        root.add(name, .other(value))
    }

    /// Decodes a value from all names and values.
    ///
    /// - Throws: `DecodingError`, with the path of the field.
    package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try FormValueDecoder(root, []).decode(type)
    }

    /// Decodes a value from a single text, such as a parameter of a path.
    ///
    /// - Throws: `DecodingError`, whose description completes a sentence about the text.
    package static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try FormValueDecoder(FormNode([.text(text)]), []).decode(type)
    }
}

/// The decoder of one value.
struct FormValueDecoder: Decoder, SingleValueDecodingContainer {
    let node: FormNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ node: FormNode, _ codingPath: [any CodingKey]) {
        self.node = node
        self.codingPath = codingPath
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FormKeyedDecoder(node, codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard node.isList else { throw mismatch([Any].self, "is not a list") }
        return FormUnkeyedDecoder(node, codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func mismatch(_ type: any Any.Type, _ reason: String) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: reason))
    }

    private func text(_ type: any Any.Type, _ expected: String) throws -> String {
        guard case .text(let text)? = node.values.first else { throw mismatch(type, "is not \(expected)") }
        return text
    }

    private func parse<Value: LosslessStringConvertible>(_ type: Value.Type, _ expected: String) throws -> Value {
        guard let value = Value(try text(type, expected)) else { throw mismatch(type, "is not \(expected)") }
        return value
    }

    private func integer<Value: FixedWidthInteger & LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
        let text = try text(type, "a whole number")
        if let value = Value(text) { return value }
        let isWhole = !text.isEmpty && text.utf8.drop { $0 == 0x2b || $0 == 0x2d }.allSatisfy { 0x30...0x39 ~= $0 }
        throw mismatch(
            type, isWhole ? "is not between \(Value.min) and \(Value.max)" : "is not a whole number")
    }

    private func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
        let value = try parse(type, "a number")
        guard value.isFinite else { throw mismatch(type, "is not a number") }
        return value
    }

    func decodeNil() -> Bool { node.values.isEmpty && node.members.isEmpty }

    func decode(_ type: String.Type) throws -> String { try text(type, "text") }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch try text(type, "true or false") {
        case "true", "on", "1", "yes": true
        case "false", "off", "0", "no", "": false
        default: throw mismatch(type, "is not true or false")
        }
    }

    func decode(_ type: Double.Type) throws -> Double { try number(type) }
    func decode(_ type: Float.Type) throws -> Float { try number(type) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: Int128.Type) throws -> Int128 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try integer(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if case .other(let value)? = node.values.first, let value = value as? Value { return value }
        if let special = try special(type) as? Value { return special }
        do {
            return try Value(from: self)
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.count == codingPath.count {
            // The type's own description of the error is meant for programmers.
            throw mismatch(type, "is not a valid value")
        }
    }

    /// Whether a byte is a digit, a sign, a point or an exponent mark. This rules out hexadecimal numbers and infinity.
    private static func isDecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65: true
        default: false
        }
    }

    /// Decodes types whose own decoding does not expect a text; returns nil for any other type.
    private func special<Value: Decodable>(_ type: Value.Type) throws -> Any? {
        switch type {
        case is Date.Type:
            let text = try text(type, "a date")
            guard let milliseconds = ISODate.milliseconds(text) ?? ISODate.milliseconds(text + "T00:00:00Z") else {
                throw mismatch(type, "is not a date as in 2026-11-28T12:00:00Z")
            }
            return Date(timeIntervalSince1970: milliseconds / 1000)
        case is URL.Type:
            guard let url = URL(string: try text(type, "a URL")) else { throw mismatch(type, "is not a URL") }
            return url
        case is Decimal.Type:
            let text = try text(type, "a number")
            // Foundation parses a number at the start of a text, and ignores the rest.
            guard Double(text)?.isFinite == true, text.utf8.allSatisfy({ Self.isDecimal($0) }),
                let decimal = Decimal(string: text)
            else { throw mismatch(type, "is not a number") }
            return decimal
        case is Data.Type:
            guard let data = Data(base64Encoded: try text(type, "base64")) else {
                throw mismatch(type, "is not base64")
            }
            return data
        default: return nil
        }
    }
}
