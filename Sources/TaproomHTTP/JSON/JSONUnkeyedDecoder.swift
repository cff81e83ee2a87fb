/// Decodes the elements of an array in order.
struct JSONUnkeyedDecoder: UnkeyedDecodingContainer {
    private let document: JSONDocument
    private let array: UInt32
    /// The token of the next element.
    private var next: UInt32
    private var index: UInt32 = 0

    init(_ document: JSONDocument, _ token: Int) throws {
        guard document.kind(token) == .array else { throw document.mismatch([Any].self, .array, token) }
        self.document = document
        array = UInt32(token)
        next = array + 1
    }

    var codingPath: [any CodingKey] { document.path(to: Int(array)) }
    var count: Int? { document.tokens[Int(array)].count }
    var isAtEnd: Bool { next >= document.tokens[Int(array)].next }
    var currentIndex: Int { Int(index) }

    private func peek(_ type: any Any.Type) throws -> Int {
        guard isAtEnd else { return Int(next) }
        throw DecodingError.valueNotFound(
            type,
            DecodingError.Context(codingPath: codingPath + [JSONKey(currentIndex)], debugDescription: "is missing"))
    }

    private mutating func advance() {
        next = document.tokens[Int(next)].next
        index += 1
    }

    /// Decodes the next element. If that fails, the position does not change.
    private mutating func take<Value>(_ decode: (JSONDocument, Int) throws -> Value) throws -> Value {
        let value = try decode(document, peek(Value.self))
        advance()
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard document.isNull(try peek(Never?.self)) else { return false }
        advance()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try take { try $0.decode(type, $1) } }
    mutating func decode(_ type: String.Type) throws -> String { try take { try $0.decode(type, $1) } }
    mutating func decode(_ type: Double.Type) throws -> Double { try take { try $0.decode(type, $1) } }
    mutating func decode(_ type: Float.Type) throws -> Float { try take { try $0.decode(type, $1) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: Int128.Type) throws -> Int128 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try take { try $0.integer(type, $1) } }
    mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try take { try $0.integer(type, $1) } }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try take { try $0.decode(type, $1) }
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try take { KeyedDecodingContainer(try JSONKeyedDecoder<Nested>($0, $1)) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try take { try JSONUnkeyedDecoder($0, $1) }
    }

    mutating func superDecoder() throws -> any Decoder {
        try take { JSONValueDecoder(document: $0, token: $1) }
    }
}
