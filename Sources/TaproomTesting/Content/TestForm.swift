import TaproomHTTP

/// The fields of a form in order. Names may repeat.
///
///     try await client.post("/login", form: ["user": "ann", "tag": "a", "tag": "b"])
public struct TestForm: Sendable, ExpressibleByDictionaryLiteral {
    /// The names and values, in the order in which they are sent.
    public var fields: [(name: String, value: String)]

    /// Makes a form from names and values, in the order in which they are sent.
    public init(_ fields: some Sequence<(name: String, value: String)>) {
        self.fields = Array(fields)
    }

    /// Makes a form from names and values, in the order in which they are sent.
    public init(_ fields: KeyValuePairs<String, String>) {
        self.fields = fields.map { (name: $0.key, value: $0.value) }
    }

    /// Makes a form from names and values, in the order in which they are sent.
    public init(dictionaryLiteral fields: (String, String)...) {
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// Makes a form from the members of a value. The name of an array repeats for each element, a nested member is
    /// `name[member]`, and nil is left out.
    ///
    /// - Throws: `TestError` if the value has no members; errors of the value's own `encode(to:)`.
    public init(encoding value: some Encodable) throws {
        let json = try JSONDecoding().decode(JSONValue.self, from: JSONEncoding.encode(value))
        guard case .object(let members) = json else {
            throw TestError(.invalidRequest, "a \(type(of: value)) has no members to be the fields of a form")
        }
        fields = []
        for member in members { append(member.value, as: member.name) }
    }

    private mutating func append(_ value: JSONValue, as name: String) {
        switch value {
        case .null: break
        case .bool(let flag): fields.append((name, "\(flag)"))
        case .number(let text), .string(let text): fields.append((name, text))
        case .array(let elements): for element in elements { append(element, as: name) }
        case .object(let members): for member in members { append(member.value, as: "\(name)[\(member.name)]") }
        }
    }

    /// The form as `application/x-www-form-urlencoded` (WHATWG URL §5.2).
    var bytes: [UInt8] {
        let pairs = fields.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map {
            PercentCoding.encode(String($0))
        }
        return words.joined(separator: "+")
    }
}
