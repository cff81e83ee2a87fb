/// The encoder of one value.
struct JSONValueEncoder: Encoder, SingleValueEncodingContainer {
    let output: JSONOutput
    let position: JSONWriter.Position

    var codingPath: [any CodingKey] { output.writer.path(position) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        output.open(DictionaryKeys.areKeys(type) ? .dictionary : .object, position)
        return KeyedEncodingContainer(JSONKeyedEncoder<Key>(output: output, position: position))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        output.open(.array, position)
        return JSONUnkeyedEncoder(output: output, position: position)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { try output.scalar(position) { $0.appendNull() } }
    func encode(_ value: Bool) throws { try output.scalar(position) { $0.append(value) } }
    func encode(_ value: String) throws { try output.scalar(position) { $0.append(value) } }
    func encode(_ value: Double) throws { try output.scalar(position) { try $0.append(number: value) } }
    func encode(_ value: Float) throws { try output.scalar(position) { try $0.append(number: value) } }
    func encode(_ value: Int) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: Int8) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: Int16) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: Int32) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: Int64) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: Int128) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: UInt) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: UInt8) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: UInt16) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: UInt32) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: UInt64) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode(_ value: UInt128) throws { try output.scalar(position) { $0.append(integer: value) } }
    func encode<Value: Encodable>(_ value: Value) throws { try output.scalar(position, value) }
}
