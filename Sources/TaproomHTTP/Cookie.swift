/// A cookie that a response sets (RFC 6265 §4.1).
///
///     response.setCookie(Cookie("theme", "dark", maxAge: .days(30), sameSite: .lax))
///
/// Its attributes are sent in the order in which the npm package `cookie` writes them.
public struct Cookie: Sendable, Equatable {
    /// Whether requests from other sites carry the cookie (draft-ietf-httpbis-rfc6265bis §4.1.2.7).
    public enum SameSite: String, Sendable {
        case strict = "Strict"
        case lax = "Lax"
        case none = "None"
    }

    /// The order in which a browser drops cookies that exceed its limits.
    public enum Priority: String, Sendable {
        case low = "Low"
        case medium = "Medium"
        case high = "High"
    }

    /// The name: a token (RFC 9110 §5.6.2).
    public var name: String
    /// The value. Characters not allowed in a cookie are percent-encoded when it is sent.
    public var value: String
    /// The domain whose hosts get the cookie; nil for this host alone.
    public var domain: String?
    /// The path below which the browser sends the cookie; nil for that of the request.
    public var path: String?
    /// How long the browser keeps the cookie; nil, without `expires`, until it closes. Sent in whole seconds.
    public var maxAge: Duration?
    /// When the cookie expires, in seconds since 1970. If both are set, browsers follow `maxAge`.
    public var expires: Int?
    /// Whether scripts in the page can't read it.
    public var httpOnly: Bool
    /// Whether the browser sends it over HTTPS only.
    public var secure: Bool
    /// Whether each site that embeds this one has a cookie of its own (CHIPS).
    public var partitioned: Bool
    /// The order in which the browser drops cookies; nil leaves it to the browser.
    public var priority: Priority?
    /// Whether requests from other sites carry the cookie; nil leaves it to the browser.
    public var sameSite: SameSite?

    /// - Parameters:
    ///   - name: a token (RFC 9110 §5.6.2).
    ///   - value: any text.
    ///   - path: the path below which the browser sends it; nil for that of the request.
    ///   - domain: the domain whose hosts share it; nil for this host alone.
    ///   - maxAge: how long the browser keeps it; nil, without `expires`, until it closes.
    ///   - expires: when it expires, in seconds since 1970.
    ///   - httpOnly: whether scripts in the page can't read it.
    ///   - secure: whether the browser sends it over HTTPS only.
    ///   - sameSite: whether requests from other sites carry it; nil leaves it to the browser.
    ///   - partitioned: whether each site that embeds this one has a cookie of its own (CHIPS).
    ///   - priority: the order in which the browser drops cookies; nil leaves it to the browser.
    public init(
        _ name: String, _ value: String, path: String? = "/", domain: String? = nil, maxAge: Duration? = nil,
        expires: Int? = nil, httpOnly: Bool = false, secure: Bool = false, sameSite: SameSite? = nil,
        partitioned: Bool = false, priority: Priority? = nil
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.domain = domain
        self.maxAge = maxAge
        self.expires = expires
        self.httpOnly = httpOnly
        self.secure = secure
        self.sameSite = sameSite
        self.partitioned = partitioned
        self.priority = priority
    }

    /// The value of the Set-Cookie field.
    public var text: String {
        String(utf8Capacity: capacity) { append(to: &$0) }
    }

    /// The attributes after the value, from the first semicolon on.
    package var attributes: [UInt8] {
        [UInt8](capacity: capacity) { appendAttributes(to: &$0) }
    }

    /// An upper bound of the field value's length in bytes.
    private var capacity: Int {
        let texts = name.utf8.count + value.utf8.count + (domain?.utf8.count ?? 0) + (path?.utf8.count ?? 0)
        return Self.attributesLength + 3 * texts
    }

    /// An upper bound of the attributes' length in bytes, without the application's texts.
    private static let attributesLength = 192

    /// Appends the value of the Set-Cookie field.
    public func append(to output: inout [UInt8]) {
        output.append(addingCapacity: capacity) { append(to: &$0) }
    }

    private func append(to output: inout OutputSpan<UInt8>) {
        Self.append(name, to: &output) { $0.isTokenCharacter }
        output.append(.equals)
        Self.append(value, to: &output) { $0.isCookieOctet }
        appendAttributes(to: &output)
    }

    /// Appends a text. Characters that are not allowed are percent-encoded, so that the text can't add an attribute or
    /// a line.
    private static func append(
        _ text: String, to output: inout OutputSpan<UInt8>, where isAllowed: (UInt8) -> Bool
    ) {
        for byte in text.utf8 {
            if isAllowed(byte) {
                output.append(byte)
            } else {
                output.append(.percent)
                output.append(PercentCoding.hexadecimal(byte &>> 4))
                output.append(PercentCoding.hexadecimal(byte & 15))
            }
        }
    }

    private func appendAttributes(to output: inout OutputSpan<UInt8>) {
        if let maxAge {
            output.append("; Max-Age=")
            output.append(decimal: Int(clamping: max(0, maxAge.components.seconds)))
        }
        if let domain {
            output.append("; Domain=")
            Self.append(domain, to: &output) { $0.isCookieAttributeCharacter }
        }
        if let path {
            output.append("; Path=")
            Self.append(path, to: &output) { $0.isCookieAttributeCharacter }
        }
        if let expires {
            output.append("; Expires=")
            HTTPDate.append(secondsSinceEpoch: min(max(expires, Self.firstSecond), Self.lastSecond), to: &output)
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

    /// The years 0 to 9999, in seconds since 1970: a year has four digits in a date of HTTP.
    private static let firstSecond = -62_167_219_200
    private static let lastSecond = 253_402_300_799

    // MARK: Rules of browsers

    /// The reason why browsers reject the cookie, such as "its domain '…' is no domain"; nil if they accept it.
    public var problem: String? {
        guard Self.isValidName(name) else { return "its name '\(name)' is no HTTP token" }
        guard name.utf8.count + value.utf8.count <= Self.largest else {
            return "its name and value have more than \(Self.largest) bytes"
        }
        return prefixProblem ?? attributeProblem
    }

    /// The reason why browsers reject any cookie with these attributes; nil if they accept them.
    package var attributeProblem: String? {
        if let path, !Self.isValidAttribute(path) {
            return "its path '\(path)' holds a character that no cookie's path may have"
        }
        if let domain, !Self.isValidDomain(domain) {
            return
                "its domain '\(domain)' is no domain: it must be a name such as example.com, without scheme, port or path"
        }
        if sameSite == SameSite.none, !secure { return "it has SameSite=None, which must be secure" }
        if partitioned, !secure { return "it is partitioned, which must be secure" }
        return nil
    }

    /// Checks the prefixes `__Host-` and `__Secure-` (draft-ietf-httpbis-rfc6265bis §4.1.3).
    private var prefixProblem: String? {
        let name = name.lowercased()
        if name.hasPrefix("__secure-"), !secure { return "its name begins with __Secure-, which must be secure" }
        if name.hasPrefix("__host-"), !secure || path != "/" || domain != nil {
            return "its name begins with __Host-, which must be secure, with path / and without a domain"
        }
        return nil
    }

    /// The most bytes of name and value that browsers accept (draft-ietf-httpbis-rfc6265bis §5.5).
    private static let largest = 4096

    /// Whether the text is a valid cookie name: a token.
    public static func isValidName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isTokenCharacter)
    }

    /// Whether the text is a valid Path: visible characters and spaces without a semicolon.
    public static func isValidAttribute(_ text: String) -> Bool {
        text.utf8.allSatisfy(\.isCookieAttributeCharacter)
    }

    /// Whether the text is a valid Domain: an ASCII host name, optionally with a leading dot, which browsers remove
    /// (RFC 6265 §5.2.3), but without a trailing one.
    public static func isValidDomain(_ text: String) -> Bool {
        let name = text.utf8.first == 0x2e ? text.utf8.dropFirst() : text.utf8[...]
        guard 1...253 ~= name.count else { return false }
        return name.split(separator: 0x2e, omittingEmptySubsequences: false).allSatisfy { label in
            1...63 ~= label.count && label.first != 0x2d && label.last != 0x2d
                && label.allSatisfy(\.isHostNameCharacter)
        }
    }
}
