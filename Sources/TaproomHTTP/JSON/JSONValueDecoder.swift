/// The decoder of one value of a text.
struct JSONValueDecoder: Decoder, SingleValueDecodingContainer {
    let document: JSONDocument
    let token: Int

    var codingPath: [any CodingKey] { document.path(to: token) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try JSONKeyedDecoder(document, token))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try JSONUnkeyedDecoder(document, token)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { document.isNull(token) }
    func decode(_ type: Bool.Type) throws -> Bool { try document.decode(type, token) }
    func decode(_ type: String.Type) throws -> String { try document.decode(type, token) }
    func decode(_ type: Double.Type) throws -> Double { try document.decode(type, token) }
    func decode(_ type: Float.Type) throws -> Float { try document.decode(type, token) }
    func decode(_ type: Int.Type) throws -> Int { try document.integer(type, token) }
    func decode(_ type: Int8.Type) throws -> Int8 { try document.integer(type, token) }
    func decode(_ type: Int16.Type) throws -> Int16 { try document.integer(type, token) }
    func decode(_ type: Int32.Type) throws -> Int32 { try document.integer(type, token) }
    func decode(_ type: Int64.Type) throws -> Int64 { try document.integer(type, token) }
    func decode(_ type: Int128.Type) throws -> Int128 { try document.integer(type, token) }
    func decode(_ type: UInt.Type) throws -> UInt { try document.integer(type, token) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try document.integer(type, token) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try document.integer(type, token) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try document.integer(type, token) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try document.integer(type, token) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try document.integer(type, token) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try document.decode(type, token) }
}
