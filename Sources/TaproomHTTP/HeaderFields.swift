/// Header fields of a response, in the order in which they were set (RFC 9110 §5).
public struct HeaderFields: Sendable {
    @usableFromInline
    var fields: [(name: FieldName, value: String)] = []

    @inlinable
    public init() {}

    @inlinable public var isEmpty: Bool { fields.isEmpty }
    @inlinable public var count: Int { fields.count }

    /// The value of the first field of that name. Setting replaces all fields of the name; nil removes them.
    public subscript(name: FieldName) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            guard let newValue else { return fields.removeAll { $0.name == name } }
            if let index = fields.firstIndex(where: { $0.name == name }) {
                fields[index].value = Self.safe(newValue)
                if fields.count > index + 1 {
                    fields[(index + 1)...].removeAll { $0.name == name }
                }
            } else {
                append(name, newValue)
            }
        }
    }

    /// Adds a field beside those of the same name.
    public mutating func append(_ name: FieldName, _ value: String) {
        if fields.isEmpty { fields.reserveCapacity(8) }
        fields.append((name, Self.safe(value)))
    }

    /// Adds an element to a comma-separated field such as Vary, unless it is there already or the field is `*`.
    public mutating func appendElement(_ element: String, to name: FieldName) {
        guard let value = self[name] else { return append(name, element) }
        let isThere = value.split(separator: ",").contains {
            let known = FieldName(stringLiteral: String($0.trimmingSpaces))
            return known == FieldName(stringLiteral: element) || known.text == "*"
        }
        if !isThere { self[name] = value + ", " + element }
    }

    /// All values of that name, in order.
    public func values(_ name: FieldName) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// A field value must hold no control characters: one that does could end the header and begin another
    /// response (RFC 9110 §5.5), so they become spaces.
    private static func safe(_ value: String) -> String {
        if value.utf8.allSatisfy(\.isFieldValueCharacter) { return value }
        return String(decoding: value.utf8.map { $0.isFieldValueCharacter ? $0 : .space }, as: UTF8.self)
    }
}

extension HeaderFields: Sequence {
    public func makeIterator() -> IndexingIterator<[(name: FieldName, value: String)]> {
        fields.makeIterator()
    }
}

extension Substring {
    var trimmingSpaces: Substring {
        var rest = self
        while let first = rest.utf8.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.utf8.last, last.isWhitespace { rest = rest.dropLast() }
        return rest
    }
}
