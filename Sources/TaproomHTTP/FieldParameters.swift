/// A field's value with parameters: `value; name=token; name="quoted"` (RFC 9110 §5.6.6).
struct FieldParameters: Sendable {
    let value: String
    private var parameters: [(name: String, value: String)] = []

    /// Lenient: what is no parameter is passed over. Of parameters with one name the first counts.
    init(_ field: String) {
        var rest = Substring(field)
        value = String(rest.prefix { $0 != ";" }.trimmingSpaces)
        rest = rest.drop { $0 != ";" }
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest[name.endIndex...]
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let text: String
            if rest.first == "\"" {
                text = Self.takeQuoted(&rest)
                rest = rest.drop { $0 != ";" }
            } else {
                let token = rest.prefix { $0 != ";" }
                text = String(token.trimmingSpaces)
                rest = rest[token.endIndex...]
            }
            parameters.append((name.trimmingSpaces.lowercased(), text))
        }
    }

    /// The value of a parameter, its name in lower case.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Browsers write a quote within a name as `%22` and leave a backslash alone (WHATWG HTML, multipart form
    /// data), others write `\"`: a backslash counts only before a quote.
    private static func takeQuoted(_ rest: inout Substring) -> String {
        rest = rest.dropFirst()
        var text = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", rest.first == "\"" {
                text.append("\"")
                rest = rest.dropFirst()
            } else {
                text.append(character)
            }
        }
        return text.split(separator: "%22", omittingEmptySubsequences: false).joined(separator: "\"")
    }
}
