/// A field's value with parameters: `value; name=token; name="quoted"` (RFC 9110 §5.6.6).
struct FieldParameters: Sendable {
    let value: String
    private var parameters: [(name: String, value: String)] = []

    /// Parses a value leniently: text that is not a parameter is ignored. If several parameters have the same name, the
    /// first one counts.
    ///
    /// It works on bytes, because a quote followed by a combining accent is one `Character`, but still a quote.
    init(_ field: String) {
        var rest = field.utf8[...]
        value = Self.text(rest.prefix { $0 != .semicolon })
        rest = rest.drop { $0 != .semicolon }
        while rest.first == .semicolon {
            rest = rest.dropFirst().drop { $0.isWhitespace }
            let name = rest.prefix { $0 != .equals && $0 != .semicolon }
            rest = rest[name.endIndex...]
            guard rest.first == .equals else { continue }
            rest = rest.dropFirst()
            let text: String
            if rest.first == .doubleQuote {
                text = Self.takeQuoted(&rest)
                rest = rest.drop { $0 != .semicolon }
            } else {
                let token = rest.prefix { $0 != .semicolon }
                text = Self.text(token)
                rest = rest[token.endIndex...]
            }
            parameters.append((Self.text(name).lowercased(), text))
        }
    }

    /// The value of a parameter by its lower-case name; nil if there is none.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    private static func text(_ bytes: Substring.UTF8View) -> String {
        String(Substring(bytes).trimmingSpaces)
    }

    /// Takes a quoted text. Browsers encode a quote within a name as `%22` and do not escape backslashes (WHATWG HTML,
    /// multipart form data), while other clients write `\"`. So a backslash is an escape only before a quote.
    private static func takeQuoted(_ rest: inout Substring.UTF8View) -> String {
        rest = rest.dropFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst(), byte != .doubleQuote {
            if byte == .backslash, rest.first == .doubleQuote {
                text.append(.doubleQuote)
                rest = rest.dropFirst()
            } else if byte == .percent, rest.starts(with: "22".utf8) {
                text.append(.doubleQuote)
                rest = rest.dropFirst(2)
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
