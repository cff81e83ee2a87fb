/// Header fields that many responses share, such as a security policy: checked and encoded once, and copied
/// into each response as one piece.
public final class HeaderBlock: Sendable {
    /// The fields in the order given.
    public let fields: [(name: FieldName, value: String)]
    /// The fields as lines of a header section.
    let bytes: [UInt8]

    /// - Parameter fields: those that the serializer writes itself (Date, Connection and the framing) are left out.
    public init(_ fields: KeyValuePairs<FieldName, String>) {
        self.fields = fields.filter { !ResponseSerializer.isOwn($0.key) }.map {
            (name: $0.key, value: HeaderFields.safe($0.value))
        }
        var bytes: [UInt8] = []
        for field in self.fields { ResponseSerializer.append(field.name, field.value, to: &bytes) }
        self.bytes = bytes
    }

    func contains(_ name: FieldName) -> Bool {
        fields.contains { $0.name == name }
    }
}
