import TaproomHTTP

/// A cookie that a response sets (RFC 6265 §5.2).
public struct TestCookie: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The value, percent-decoded.
    public let value: String
    /// The value as it was sent.
    package let encodedValue: String
    /// The Domain attribute; nil for none.
    public private(set) var domain: String?
    /// The Path attribute; nil for none, which means the folder of the request.
    public private(set) var path: String?
    /// The seconds that the cookie lives; nil if not stated. A number that is not positive removes the cookie.
    public private(set) var maxAge: Int?
    /// When the cookie expires, in seconds since 1970; nil if not stated. `maxAge` takes precedence.
    public private(set) var expires: Int?
    /// Whether scripts can't read the cookie.
    public private(set) var isHTTPOnly = false
    /// Whether the cookie is for secure connections only.
    public private(set) var isSecure = false
    /// The SameSite attribute, such as `Lax`; nil for none.
    public private(set) var sameSite: String?

    /// Parses the value of a Set-Cookie field; nil if it is not a cookie.
    init?(_ field: String) {
        let parts = field.split(separator: ";", omittingEmptySubsequences: false).map(Self.pair)
        guard let first = parts.first, let value = first.value, !first.name.isEmpty else { return nil }
        name = first.name
        encodedValue = value
        self.value = PercentCoding.decode(value) ?? value
        for attribute in parts.dropFirst() {
            switch attribute.name.lowercased() {
            case "domain": domain = attribute.value
            case "path": path = attribute.value.flatMap { $0.hasPrefix("/") ? $0 : nil }
            case "max-age": maxAge = attribute.value.flatMap { Int($0) }
            case "expires": expires = attribute.value.flatMap { HTTPDate.parse($0, currentYear: 2000) }
            case "httponly": isHTTPOnly = true
            case "secure": isSecure = true
            case "samesite": sameSite = attribute.value
            default: break
            }
        }
    }

    private static func pair(_ part: Substring) -> (name: String, value: String?) {
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
        return (sides[0], sides.count == 2 ? sides[1] : nil)
    }

    private static func trimmed(_ text: Substring) -> String {
        let end = text.lastIndex { $0 != " " && $0 != "\t" }.map { text.index(after: $0) } ?? text.startIndex
        return String(text[..<end].drop { $0 == " " || $0 == "\t" })
    }
}
