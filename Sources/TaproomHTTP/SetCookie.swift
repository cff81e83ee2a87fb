/// A Set-Cookie field's value (RFC 6265 §4.1), its attributes in the order in which the npm package `cookie`
/// writes them.
public struct SetCookie: Sendable, Equatable {
    /// Whether other sites' requests carry the cookie (draft-ietf-httpbis-rfc6265bis §4.1.2.7).
    public enum SameSite: String, Sendable {
        case strict = "Strict"
        case lax = "Lax"
        case none = "None"
    }

    /// Which cookies a browser that runs out of room drops first.
    public enum Priority: String, Sendable {
        case low = "Low"
        case medium = "Medium"
        case high = "High"
    }

    public var name: String
    /// The value, percent-encoded as far as it has to be.
    public var value: String
    public var domain: String?
    public var path: String?
    /// Seconds since 1970; nil for a cookie that ends with the browser.
    public var expires: Int?
    public var httpOnly = false
    public var secure = false
    public var partitioned = false
    public var priority: Priority?
    public var sameSite: SameSite?

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// The field's value.
    public var text: String {
        String(utf8Capacity: capacity) { append(to: &$0) }
    }

    /// What follows the cookie's value, from the first semicolon on.
    package var attributes: [UInt8] {
        [UInt8](capacity: capacity) { appendAttributes(to: &$0) }
    }

    /// At least as many bytes as the value has.
    private var capacity: Int {
        Self.attributesLength + name.utf8.count + value.utf8.count + (domain?.utf8.count ?? 0)
            + (path?.utf8.count ?? 0)
    }

    /// More than all attributes take beside the texts that are given.
    private static let attributesLength = 192

    /// Appends the field's value.
    public func append(to output: inout [UInt8]) {
        output.append(addingCapacity: capacity) { append(to: &$0) }
    }

    private func append(to output: inout OutputSpan<UInt8>) {
        output.append(name)
        output.append(.equals)
        output.append(value)
        appendAttributes(to: &output)
    }

    private func appendAttributes(to output: inout OutputSpan<UInt8>) {
        if let domain {
            output.append("; Domain=")
            output.append(domain)
        }
        if let path {
            output.append("; Path=")
            output.append(path)
        }
        if let expires {
            output.append("; Expires=")
            HTTPDate.append(secondsSinceEpoch: expires, to: &output)
        }
        if httpOnly { output.append("; HttpOnly") }
        if secure { output.append("; Secure") }
        if partitioned { output.append("; Partitioned") }
        if let priority {
            output.append("; Priority=")
            output.append(priority.rawValue)
        }
        if let sameSite {
            output.append("; SameSite=")
            output.append(sameSite.rawValue)
        }
    }

    /// Whether the text can be a cookie's name: a token.
    public static func isValidName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isTokenCharacter)
    }

    /// Whether the text can be the value of Path or Domain: visible characters and spaces without a semicolon.
    public static func isValidAttribute(_ text: String) -> Bool {
        text.utf8.allSatisfy { 0x20...0x7e ~= $0 && $0 != .semicolon }
    }
}
