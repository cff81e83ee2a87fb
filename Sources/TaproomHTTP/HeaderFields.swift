/// Header fields of a request or a response (RFC 9110 §5). Names are compared case-insensitively.
///
///     request.headers["User-Agent"]
///     response.headers["Cache-Control"] = "no-store"
///
/// Fields keep the order in which they were received or set, except Content-Type, which comes first. When a value is
/// set, control characters become spaces, and the value of Location is percent-encoded as a URI reference requires.
public struct HeaderFields: Sendable {
    /// The value of Content-Type; nil if there is none.
    public var contentType: String?
    @usableFromInline
    var own: [(name: FieldName, value: String)] = []
    /// Up to two blocks of encoded fields, which are materialized when one of their fields changes.
    @usableFromInline
    var first: EncodedHeaders?
    @usableFromInline
    var second: EncodedHeaders?

    /// Makes an empty list of fields.
    @inlinable
    public init() {}

    /// Whether there are no fields, not even Content-Type.
    @inlinable public var isEmpty: Bool { contentType == nil && hasOnlyContentType }

    /// Whether there are no fields except Content-Type.
    @inlinable package var hasOnlyContentType: Bool { own.isEmpty && first == nil }

    /// An upper bound of the length of the fields' lines in bytes, without Content-Type.
    var encodedCount: Int {
        let shared = (first?.encodedCount ?? 0) + (second?.encodedCount ?? 0)
        return own.reduce(shared) { $0 + $1.name.text.utf8.count + $1.value.utf8.count + 4 }
    }

    /// Makes the fields of a received request.
    package init(received slices: [FieldSlice], _ bytes: [UInt8]) {
        let block = EncodedHeaders(received: slices, bytes)
        first = block
        contentType = block.contentType
    }

    /// The value of a field; nil if there is none. The values of several fields of the same name are joined by `, `
    /// (RFC 9110 §5.3), those of Cookie by `; `. Set-Cookie fields can't be joined, so only the first one's value is
    /// returned. Setting a value replaces all fields of the name, and nil removes them.
    public subscript(name: FieldName) -> String? {
        get {
            if name.isContentType { return contentType }
            var value = first?.value(name)
            if let more = second?.value(name) { Self.join(more, to: &value, name) }
            for field in own where field.name == name { Self.join(field.value, to: &value, name) }
            return value
        }
        set {
            if name.isContentType { return contentType = newValue.map(Self.safe) }
            materialize(ifHolding: name)
            guard let newValue else { return own.removeAll { $0.name == name } }
            if let index = own.firstIndex(where: { $0.name == name }) {
                own[index].value = Self.safe(newValue, for: name)
                if own.count > index + 1 { own[(index + 1)...].removeAll { $0.name == name } }
            } else {
                append(name, newValue)
            }
        }
    }

    static func join(_ value: String, to joined: inout String?, _ name: FieldName) {
        guard let known = joined else { return joined = value }
        if name != "Set-Cookie" { joined = known + (name == "Cookie" ? "; " : ", ") + value }
    }

    /// Whether there is a field of that name.
    public func contains(_ name: FieldName) -> Bool {
        if name.isContentType { return contentType != nil }
        if let first, first.contains(name) { return true }
        if let second, second.contains(name) { return true }
        return own.contains { $0.name == name }
    }

    /// Adds a field, even if there is one of that name. Content-Type is replaced.
    public mutating func append(_ name: FieldName, _ value: String) {
        if name.isContentType { return contentType = Self.safe(value) }
        if own.isEmpty { own.reserveCapacity(8) }
        own.append((name, Self.safe(value, for: name)))
    }

    /// Adds encoded fields. None of their names may exist already.
    package mutating func append(_ block: EncodedHeaders) {
        if let type = block.contentType { contentType = type }
        if first == nil {
            first = block
        } else if second == nil {
            second = block
        } else {
            own += block.fields
        }
    }

    /// Sets encoded fields, which replace those of the same names.
    package mutating func set(_ block: EncodedHeaders) {
        if !own.isEmpty || first?.isApart(from: block) == false || second?.isApart(from: block) == false {
            for index in block.fields.indices where contains(block.fields[index].name) {
                self[block.fields[index].name] = nil
            }
        }
        append(block)
    }

    /// Adds those of the encoded fields whose names do not exist yet.
    package mutating func addMissing(_ block: EncodedHeaders) {
        let isApart =
            first?.isApart(from: block) != false && second?.isApart(from: block) != false
            && !own.contains { block.contains($0.name) } && (contentType == nil || block.contentType == nil)
        if isApart { return append(block) }
        for field in block.fields where !contains(field.name) { append(field.name, field.value) }
        if contentType == nil { contentType = block.contentType }
    }

    /// Whether the encoded fields were added, and none of them has changed since.
    @inline(__always)
    package func includes(_ block: EncodedHeaders) -> Bool { first === block || second === block }

    private mutating func materialize(ifHolding name: FieldName) {
        guard first?.contains(name) == true || second?.contains(name) == true else { return }
        own = (first?.fields ?? []) + (second?.fields ?? []) + own
        first = nil
        second = nil
    }

    /// Adds an element to a comma-separated field such as Vary, unless it already contains the element or `*`.
    public mutating func appendElement(_ element: String, to name: FieldName) {
        guard let value = self[name] else { return append(name, element) }
        let isThere = value.utf8.split(separator: .comma).contains {
            let known = FieldName(stringLiteral: String(Substring($0).trimmingSpaces))
            return known == FieldName(stringLiteral: element) || known.text == "*"
        }
        if !isThere { self[name] = value + ", " + element }
    }

    /// Returns all values of a field, in order.
    public func values(_ name: FieldName) -> [String] {
        filter { $0.name == name }.map(\.value)
    }

    /// Returns a value that is safe to send. Location is a URI reference, which allows few characters unencoded (RFC
    /// 9110 §10.2.2).
    @inline(__always)
    private static func safe(_ value: String, for name: FieldName) -> String {
        name.isLocation ? URIReference.encoded(value) : safe(value)
    }

    /// Replaces control characters in a field value by spaces, because they could end the header section and begin
    /// another response (RFC 9110 §5.5).
    static func safe(_ value: String) -> String {
        let bytes = value.utf8.span
        if bytes.endOfFieldValue(0, bytes.count) == bytes.count { return value }
        return String(decoding: value.utf8.map { $0.isFieldValueCharacter ? $0 : .space }, as: UTF8.self)
    }
}

extension HeaderFields: Sequence {
    /// Iterates over the fields in the order in which they are sent.
    public func makeIterator() -> IndexingIterator<[(name: FieldName, value: String)]> {
        guard contentType != nil || first != nil else { return own.makeIterator() }
        let type = contentType.map { [(name: FieldName.contentType, value: $0)] } ?? []
        return (type + (first?.fields ?? []) + (second?.fields ?? []) + own).makeIterator()
    }
}

extension Substring {
    var trimmingSpaces: Substring {
        var rest = utf8
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return Substring(rest)
    }
}
