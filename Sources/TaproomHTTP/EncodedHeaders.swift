/// Header fields that are shared and never change. They are either fields of many responses, checked and encoded once
/// and copied into each response as one piece, or the fields of a received request.
@usableFromInline
package final class EncodedHeaders: Sendable {
    private enum Content: Sendable {
        case encoded([(name: FieldName, value: String)])
        /// Ranges of `text`, of which strings are made on demand.
        case received([FieldSlice])
    }

    let contentType: String?
    private let content: Content
    /// The lines of a header section if the fields are encoded; otherwise the bytes that were received.
    private let text: [UInt8]
    /// A bit for each length that a name has, modulo 64.
    private let lengths: UInt64

    /// - Parameter fields: the fields to encode. Those that the serializer writes itself (Date, Connection and the
    ///   framing) are left out.
    package init(_ fields: KeyValuePairs<FieldName, String>) {
        let safe = fields.filter { !ResponseSerializer.isOwn($0.key) }.map {
            (name: $0.key, value: HeaderFields.safe($0.value))
        }
        contentType = safe.last { $0.name.isContentType }?.value
        let own = safe.filter { !$0.name.isContentType }
        content = .encoded(own)
        text = Self.lines(own)
        lengths = own.reduce(0) { $0 | Self.bit($1.name.text.utf8.count) }
    }

    /// Makes the fields of a received request.
    ///
    /// - Parameters:
    ///   - slices: the positions of the fields in the bytes.
    ///   - bytes: the request's head, from its first byte on.
    init(received slices: [FieldSlice], _ bytes: [UInt8]) {
        contentType = slices.first { bytes.span.equals($0.name, ignoringCase: "content-type") }.map {
            bytes.span.text($0.value)
        }
        content = .received(slices)
        text = bytes
        lengths = slices.reduce(0) { $0 | Self.bit($1.name.count) }
    }

    /// The fields in order, without Content-Type.
    package var fields: [(name: FieldName, value: String)] {
        switch content {
        case .encoded(let fields): return fields
        case .received(let slices):
            let text = text
            return slices.map { (FieldName(stringLiteral: text.span.text($0.name)), text.span.text($0.value)) }
                .filter { !$0.0.isContentType }
        }
    }

    /// The encoded lines of the fields, without Content-Type.
    var bytes: [UInt8] {
        switch content {
        case .encoded: text
        case .received: Self.lines(fields.filter { !ResponseSerializer.isOwn($0.name) })
        }
    }

    /// The length of `bytes`.
    var encodedCount: Int {
        switch content {
        case .encoded: text.count
        case .received: bytes.count
        }
    }

    /// Returns the values of a name, joined (RFC 9110 §5.3); nil if there is none.
    func value(_ name: FieldName) -> String? {
        guard lengths & Self.bit(name.text.utf8.count) != 0 else { return nil }
        var value: String?
        switch content {
        case .encoded(let fields):
            for field in fields where field.name == name { HeaderFields.join(field.value, to: &value, name) }
        case .received(let slices):
            let text = text
            for slice in slices where text.span.matches(slice.name, name) {
                HeaderFields.join(text.span.text(slice.value), to: &value, name)
            }
        }
        return value
    }

    func contains(_ name: FieldName) -> Bool {
        guard lengths & Self.bit(name.text.utf8.count) != 0 else { return false }
        switch content {
        case .encoded(let fields): return fields.contains { $0.name == name }
        case .received(let slices):
            let text = text
            return slices.contains { text.span.matches($0.name, name) }
        }
    }

    /// Whether the lengths of the names show that no name is in both. False does not mean that a name is in both.
    func isApart(from other: EncodedHeaders) -> Bool { lengths & other.lengths == 0 }

    private static func bit(_ length: Int) -> UInt64 { 1 &<< UInt64(length) }

    private static func lines(_ fields: [(name: FieldName, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields { ResponseSerializer.append(field.name, field.value, to: &bytes) }
        return bytes
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes of a range equal a field's name, ignoring case.
    fileprivate func matches(_ range: ByteRange, _ name: FieldName) -> Bool {
        let text = name.text.utf8.span
        guard range.count == text.count else { return false }
        for index in text.indices
        where self[Int(range.lower) &+ index].lowercasedASCII != text[index].lowercasedASCII { return false }
        return true
    }
}
