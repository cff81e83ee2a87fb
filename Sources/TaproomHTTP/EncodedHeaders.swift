/// Header fields that many responses share, such as a security policy: checked and encoded once, and copied
/// into each response as one piece.
public final class EncodedHeaders: Sendable {
    let contentType: String?
    /// The fields in the order given, without Content-Type.
    public let fields: [(name: FieldName, value: String)]
    /// The fields as lines of a header section.
    let bytes: [UInt8]
    /// A bit for each length that a name here has, modulo 64.
    private let lengths: UInt64

    /// - Parameter fields: those that the serializer writes itself (Date, Connection and the framing) are left out.
    public init(_ fields: KeyValuePairs<FieldName, String>) {
        let safe = fields.filter { !ResponseSerializer.isOwn($0.key) }.map {
            (name: $0.key, value: HeaderFields.safe($0.value))
        }
        contentType = safe.last { $0.name.isContentType }?.value
        self.fields = safe.filter { !$0.name.isContentType }
        var bytes: [UInt8] = []
        for field in self.fields { ResponseSerializer.append(field.name, field.value, to: &bytes) }
        self.bytes = bytes
        lengths = self.fields.reduce(0) { $0 | Self.bit($1.name) }
    }

    func contains(_ name: FieldName) -> Bool {
        lengths & Self.bit(name) != 0 && fields.contains { $0.name == name }
    }

    /// Whether it has no name of another block, as far as their lengths tell.
    func isApart(from other: EncodedHeaders) -> Bool { lengths & other.lengths == 0 }

    private static func bit(_ name: FieldName) -> UInt64 { 1 &<< UInt64(name.text.utf8.count) }
}
