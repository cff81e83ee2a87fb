/// Makes template values of encodable values. A member that a type encodes is found by its name.
extension ViewValue {
    /// - Throws: the errors of the value's own `encode(to:)`.
    public init(encoding value: some Encodable) throws {
        let box = ValueBox()
        try ViewValueEncoder(box, []).encode(value)
        self = box.value
    }
}

struct ViewValueEncoder: Encoder, SingleValueEncodingContainer {
    let box: ValueBox
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ box: ValueBox, _ codingPath: [any CodingKey]) {
        self.box = box
        self.codingPath = codingPath
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        box.becomeMembers()
        return KeyedEncodingContainer(ViewKeyedEncoder(box, codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        box.becomeElements()
        return ViewUnkeyedEncoder(box, codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { box.set(.null) }
    func encode(_ value: Bool) { box.set(.bool(value)) }
    func encode(_ value: String) { box.set(.string(value)) }
    func encode(_ value: Double) { box.set(.double(value)) }
    func encode(_ value: Float) { box.set(.double(Double(value))) }
    func encode(_ value: Int) { box.set(.int(value)) }
    func encode(_ value: Int8) { box.set(.int(Int(value))) }
    func encode(_ value: Int16) { box.set(.int(Int(value))) }
    func encode(_ value: Int32) { box.set(.int(Int(value))) }
    func encode(_ value: Int64) { box.set(.int(Int(value))) }
    func encode(_ value: UInt) { integer(value) }
    func encode(_ value: UInt8) { box.set(.int(Int(value))) }
    func encode(_ value: UInt16) { box.set(.int(Int(value))) }
    func encode(_ value: UInt32) { box.set(.int(Int(value))) }
    func encode(_ value: UInt64) { integer(value) }

    private func integer(_ value: some BinaryInteger) {
        box.set(Int(exactly: value).map { .int($0) } ?? .string("\(value)"))
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        if let value = value as? ViewValue { return box.set(value) }
        if let text = ViewText.text(of: value) { return box.set(.string(text)) }
        try value.encode(to: self)
    }
}

struct ViewKeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let box: ValueBox
    let codingPath: [any CodingKey]

    init(_ box: ValueBox, _ codingPath: [any CodingKey]) {
        self.box = box
        self.codingPath = codingPath
    }

    private func encoder(_ key: some CodingKey) -> ViewValueEncoder {
        ViewValueEncoder(box.member(key.stringValue), codingPath + [key])
    }

    func encodeNil(forKey key: Key) { encoder(key).encodeNil() }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try encoder(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<
        Nested
    > {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { ViewValueEncoder(box, codingPath) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

struct ViewUnkeyedEncoder: UnkeyedEncodingContainer {
    private let box: ValueBox
    let codingPath: [any CodingKey]

    init(_ box: ValueBox, _ codingPath: [any CodingKey]) {
        self.box = box
        self.codingPath = codingPath
    }

    var count: Int { box.count }

    private func encoder() -> ViewValueEncoder { ViewValueEncoder(box.element(), codingPath) }

    func encodeNil() { encoder().encodeNil() }
    func encode<Value: Encodable>(_ value: Value) throws { try encoder().encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder() }
}
