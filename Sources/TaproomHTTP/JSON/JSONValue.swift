/// A JSON value. Numbers are kept as text, with all their digits; members of objects keep their order.
public indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number's text, in JSON's grammar.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A member of an object.
    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Parses a whole text (RFC 8259). Of members with one name the last one's value counts, at the first
    /// one's place, as in JavaScript.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let span = bytes.span
        let start = JSONScanner.skipSpace(span, 0)
        let end = try JSONScanner.endOfValue(span, start)
        let rest = JSONScanner.skipSpace(span, end)
        guard rest == span.count else { throw JSONError(offset: rest, reason: "something follows the value") }
        self = JSONValue(span, start..<end)
    }

    /// The value at `range`, which the scanner has accepted.
    package init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        switch bytes[range.lowerBound] {
        case 0x22: self = .string(JSONText.string(bytes, range))
        case 0x5b: self = .array(Self.elements(bytes, range))
        case 0x7b: self = .object(Self.members(bytes, range))
        case 0x74: self = .bool(true)
        case 0x66: self = .bool(false)
        case 0x6e: self = .null
        default: self = .number(String(decoding: range.map { bytes[$0] }, as: UTF8.self))
        }
    }

    private static func elements(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [JSONValue] {
        var elements: [JSONValue] = []
        var index = JSONScanner.skipSpace(bytes, range.lowerBound + 1)
        while index < range.upperBound - 1, let end = try? JSONScanner.endOfValue(bytes, index) {
            elements.append(JSONValue(bytes, index..<end))
            index = JSONScanner.skipSpace(bytes, JSONScanner.skipSpace(bytes, end) + 1)
        }
        return elements
    }

    private static func members(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [Member] {
        var members: [Member] = []
        var places: [String: Int] = [:]
        var index = JSONScanner.skipSpace(bytes, range.lowerBound + 1)
        while index < range.upperBound - 1, let nameEnd = try? JSONScanner.endOfString(bytes, index),
            let start = try? JSONScanner.endOfColon(bytes, nameEnd),
            let end = try? JSONScanner.endOfValue(bytes, start)
        {
            let member = Member(JSONText.string(bytes, index..<nameEnd), JSONValue(bytes, start..<end))
            // Few are looked for one by one; of many, that would be the square.
            let known: Int?
            if members.count < 16 {
                known = members.firstIndex { $0.name == member.name }
            } else {
                if places.isEmpty { for (place, member) in members.enumerated() { places[member.name] = place } }
                known = places[member.name]
            }
            if let known {
                members[known] = member
            } else {
                if !places.isEmpty { places[member.name] = members.count }
                members.append(member)
            }
            index = JSONScanner.skipSpace(bytes, JSONScanner.skipSpace(bytes, end) + 1)
        }
        return members
    }

    /// The value's JSON, without white space.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    /// Appends the value's JSON.
    public func append(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let text): output.append(contentsOf: text.utf8)
        case .string(let text): JSONText.append(text, to: &output)
        case .array(let elements):
            output.append(0x5b)
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(0x2c) }
                element.append(to: &output)
            }
            output.append(0x5d)
        case .object(let members):
            output.append(0x7b)
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(0x2c) }
                JSONText.append(member.name, to: &output)
                output.append(0x3a)
                member.value.append(to: &output)
            }
            output.append(0x7d)
        }
    }
}

extension JSONValue {
    /// A member's value by its name; nil where there is none, or the value is no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    /// The number as an integer, where it is one without loss.
    public var intValue: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }
    public var doubleValue: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .number(String(value)) }
    public init(floatLiteral value: Double) { self = .number(JSONText.number(value)) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0, $1) })
    }
    /// A number; what is not finite becomes null, as in JavaScript.
    public init(_ value: Double) { self = value.isFinite ? .number(JSONText.number(value)) : .null }
    public init(_ value: Int) { self = .number(String(value)) }
}
