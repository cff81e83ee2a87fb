/// A JSON value. Numbers keep all their digits as text, and objects keep the order of their members.
public indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number as JSON text.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A member of an object.
    public struct Member: Sendable, Equatable {
        /// The member's name.
        public var name: String
        /// The member's value.
        public var value: JSONValue

        /// Makes a member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }

        /// Compares the names by code points, and the values.
        public static func == (left: Member, right: Member) -> Bool {
            left.name.isExactly(right.name) && left.value == right.value
        }
    }

    /// Compares values. Strings and names are compared by code points, so two spellings of an accented letter differ.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isExactly(right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Parses a complete text (RFC 8259). If several members have the same name, the value of the last one counts, in
    /// the place of the first one, as in JavaScript. Bytes in strings that are not UTF-8 become U+FFFD.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let tokens = try JSONTokens(bytes.span)
        self = JSONValue(bytes.span, tokens.tokens, 0)
    }

    /// Makes the value at `range`, which the scanner has checked.
    package init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let text = bytes.extracting(range)
        guard let tokens = try? JSONTokens(text) else {
            self = .null
            return
        }
        self = JSONValue(text, tokens.tokens, 0)
    }

    init(_ document: JSONDocument, _ token: Int) {
        let bytes = document.bytes
        self = JSONValue(bytes.span, document.tokens, token)
    }

    private init(_ bytes: Span<UInt8>, _ tokens: [JSONTokens.Token], _ index: Int) {
        let range = tokens[index].range
        switch bytes[range.lowerBound] {
        case 0x22: self = .string(JSONText.string(bytes, range))
        case 0x5b: self = .array(Self.elements(bytes, tokens, index))
        case 0x7b: self = .object(Self.members(bytes, tokens, index))
        case 0x74: self = .bool(true)
        case 0x66: self = .bool(false)
        case 0x6e: self = .null
        default: self = .number(String(decoding: range.map { bytes[$0] }, as: UTF8.self))
        }
    }

    private static func elements(_ bytes: Span<UInt8>, _ tokens: [JSONTokens.Token], _ array: Int) -> [JSONValue] {
        var elements: [JSONValue] = []
        elements.reserveCapacity(tokens[array].count)
        var index = array + 1
        while index < tokens[array].next {
            elements.append(JSONValue(bytes, tokens, index))
            index = Int(tokens[index].next)
        }
        return elements
    }

    private static func members(_ bytes: Span<UInt8>, _ tokens: [JSONTokens.Token], _ object: Int) -> [Member] {
        var members: [Member] = []
        // The indices of members by name, to find repeated names, including names that are equal because invalid
        // Unicode became U+FFFD.
        var indices: [[UInt8]: Int] = [:]
        var index = object + 1
        while index < tokens[object].next {
            let name = tokens[index]
            let member = Member(JSONText.string(bytes, name.range), JSONValue(bytes, tokens, index + 1))
            index = Int(tokens[index + 1].next)
            let mayComeAgain = name.mark.isSuperseded || member.name.unicodeScalars.contains("\u{fffd}")
            guard mayComeAgain || !indices.isEmpty else {
                members.append(member)
                continue
            }
            let key = Array(member.name.utf8)
            if let index = indices[key] {
                members[index].value = member.value
            } else {
                if mayComeAgain { indices[key] = members.count }
                members.append(member)
            }
        }
        return members
    }

    /// The value as JSON, without white space.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    /// Appends the value as JSON.
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
    /// The value of a member; nil if there is none, or if this value is not an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.isExactly(name) }?.value
    }

    /// The Boolean; nil for another value.
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The string; nil for another value.
    public var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    /// The number as an integer; nil if that would lose digits, or for another value.
    public var intValue: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }
    /// The number, rounded to the nearest `Double`; nil for another value.
    public var doubleValue: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes null.
    public init(nilLiteral: ()) { self = .null }
    /// Makes a Boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Makes a number.
    public init(integerLiteral value: Int) { self = .number(String(value)) }
    /// Makes a number.
    public init(floatLiteral value: Double) { self = .number(JSONText.number(value)) }
    /// Makes a string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Makes an array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Makes an object, with its members in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0, $1) })
    }
    /// Makes a number; null if it is not finite, as in JavaScript.
    public init(_ value: Double) { self = value.isFinite ? .number(JSONText.number(value)) : .null }
    /// Makes a number.
    public init(_ value: Int) { self = .number(String(value)) }
}
