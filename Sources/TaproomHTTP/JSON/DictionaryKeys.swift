/// Tells whether a dictionary is encoded as an object. The standard library's key type for that has no public name.
enum DictionaryKeys {
    static func areKeys(_ type: any CodingKey.Type) -> Bool { ObjectIdentifier(type) == identifier }

    private static let identifier: ObjectIdentifier? = {
        let probe = Probe()
        try? ["": 0].encode(to: probe)
        return probe.keyType
    }()

    /// Records the key type with which a value is encoded.
    private final class Probe: Encoder {
        private(set) var keyType: ObjectIdentifier?
        let codingPath: [any CodingKey] = []
        let userInfo: [CodingUserInfoKey: Any] = [:]
        private let output = JSONOutput()

        func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
            keyType = ObjectIdentifier(type)
            let position = JSONWriter.Position(level: 0, number: 0)
            return KeyedEncodingContainer(JSONKeyedEncoder<Key>(output: output, position: position))
        }

        func unkeyedContainer() -> any UnkeyedEncodingContainer {
            JSONUnkeyedEncoder(output: output, position: JSONWriter.Position(level: 0, number: 0))
        }

        func singleValueContainer() -> any SingleValueEncodingContainer {
            JSONValueEncoder(output: output, position: JSONWriter.Position(level: 0, number: 0))
        }
    }
}
