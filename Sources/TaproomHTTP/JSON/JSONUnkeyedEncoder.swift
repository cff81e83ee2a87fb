/// Writes the elements of an array.
struct JSONUnkeyedEncoder: UnkeyedEncodingContainer {
    let output: JSONOutput
    let position: JSONWriter.Position

    var codingPath: [any CodingKey] { output.writer.path(position) }
    var count: Int { output.writer.count(position) }

    @inline(__always)
    private func element(_ append: (inout JSONWriter) throws -> Void) throws {
        try output.element(position, append)
    }

    func encodeNil() throws { try element { $0.appendNull() } }
    func encode(_ value: Bool) throws { try element { $0.append(value) } }
    func encode(_ value: String) throws { try element { $0.append(value) } }
    func encode(_ value: Double) throws { try element { try $0.append(number: value) } }
    func encode(_ value: Float) throws { try element { try $0.append(number: value) } }
    func encode(_ value: Int) throws { try element { $0.append(integer: value) } }
    func encode(_ value: Int8) throws { try element { $0.append(integer: value) } }
    func encode(_ value: Int16) throws { try element { $0.append(integer: value) } }
    func encode(_ value: Int32) throws { try element { $0.append(integer: value) } }
    func encode(_ value: Int64) throws { try element { $0.append(integer: value) } }
    func encode(_ value: Int128) throws { try element { $0.append(integer: value) } }
    func encode(_ value: UInt) throws { try element { $0.append(integer: value) } }
    func encode(_ value: UInt8) throws { try element { $0.append(integer: value) } }
    func encode(_ value: UInt16) throws { try element { $0.append(integer: value) } }
    func encode(_ value: UInt32) throws { try element { $0.append(integer: value) } }
    func encode(_ value: UInt64) throws { try element { $0.append(integer: value) } }
    func encode(_ value: UInt128) throws { try element { $0.append(integer: value) } }
    func encode<Value: Encodable>(_ value: Value) throws { try output.element(position, value) }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }

    func superEncoder() -> any Encoder { nested() }

    private func nested() -> JSONValueEncoder { output.nestedElement(position) }
}
