/// Writes the members of an object.
struct JSONKeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: JSONOutput
    let position: JSONWriter.Position

    var codingPath: [any CodingKey] { output.writer.path(position) }

    @inline(__always)
    private func member(_ key: Key, _ append: (inout JSONWriter) throws -> Void) throws {
        try output.member(key.stringValue, position, append)
    }

    func encodeNil(forKey key: Key) throws { try member(key) { $0.appendNull() } }
    func encode(_ value: Bool, forKey key: Key) throws { try member(key) { $0.append(value) } }
    func encode(_ value: String, forKey key: Key) throws { try member(key) { $0.append(value) } }
    func encode(_ value: Double, forKey key: Key) throws { try member(key) { try $0.append(number: value) } }
    func encode(_ value: Float, forKey key: Key) throws { try member(key) { try $0.append(number: value) } }
    func encode(_ value: Int, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: Int8, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: Int16, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: Int32, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: Int64, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: Int128, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: UInt, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: UInt8, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: UInt16, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: UInt32, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: UInt64, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode(_ value: UInt128, forKey key: Key) throws { try member(key) { $0.append(integer: value) } }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try output.member(key.stringValue, position, value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { nested(JSONKey("super")) }

    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    private func nested(_ key: some CodingKey) -> JSONValueEncoder {
        output.nestedMember(key.stringValue, position)
    }
}
