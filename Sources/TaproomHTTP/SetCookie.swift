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
        var output: [UInt8] = []
        output.reserveCapacity(192)
        append(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends the field's value.
    public func append(to output: inout [UInt8]) {
        output.append(contentsOf: name.utf8)
        output.append(.equals)
        output.append(contentsOf: value.utf8)
        if let domain {
            output.append(contentsOf: "; Domain=".utf8)
            output.append(contentsOf: domain.utf8)
        }
        if let path {
            output.append(contentsOf: "; Path=".utf8)
            output.append(contentsOf: path.utf8)
        }
        if let expires {
            output.append(contentsOf: "; Expires=".utf8)
            HTTPDate.append(secondsSinceEpoch: expires, to: &output)
        }
        if httpOnly { output.append(contentsOf: "; HttpOnly".utf8) }
        if secure { output.append(contentsOf: "; Secure".utf8) }
        if partitioned { output.append(contentsOf: "; Partitioned".utf8) }
        if let priority {
            output.append(contentsOf: "; Priority=".utf8)
            output.append(contentsOf: priority.rawValue.utf8)
        }
        if let sameSite {
            output.append(contentsOf: "; SameSite=".utf8)
            output.append(contentsOf: sameSite.rawValue.utf8)
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
