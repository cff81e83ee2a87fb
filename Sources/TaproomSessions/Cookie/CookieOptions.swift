import TaproomHTTP

/// Settings of the session cookie, with express-session's names.
public struct CookieOptions: Sendable {
    /// Whether the cookie has the Secure attribute.
    public enum Secure: Sendable {
        case off
        case on
        /// On if the connection is secure, off otherwise.
        case auto
    }

    /// The SameSite attribute.
    public enum SameSite: Sendable {
        case strict
        case lax
        case none
        /// None on a secure connection, Lax otherwise.
        case auto
        /// JavaScript's `true`: Strict, and stored as `true`.
        case enabled
    }

    /// The Priority attribute.
    public typealias Priority = Cookie.Priority

    /// The Path attribute.
    public var path: String
    /// The Domain attribute; nil to send the cookie to the host only.
    public var domain: String?
    /// The HttpOnly attribute: whether the cookie is hidden from scripts in the page.
    public var httpOnly: Bool
    /// Whether the cookie has the Secure attribute. nil means `off`, but is not stored.
    public var secure: Secure?
    /// The SameSite attribute; nil leaves it to the browser.
    public var sameSite: SameSite?
    /// How long an idle session lives; nil for as long as the browser runs.
    public var maxAge: Duration?
    /// A fixed expiry in milliseconds since 1970, used if `maxAge` is nil.
    public var expires: Int?
    /// The Partitioned attribute. nil means false, but is not stored.
    public var partitioned: Bool?
    /// The Priority attribute; nil leaves it to the browser.
    public var priority: Priority?

    /// - Parameters: as the properties with the same names.
    public init(
        path: String = "/", domain: String? = nil, httpOnly: Bool = true, secure: Secure? = nil,
        sameSite: SameSite? = nil, maxAge: Duration? = nil, expires: Int? = nil, partitioned: Bool? = nil,
        priority: Priority? = nil
    ) {
        self.path = path
        self.domain = domain
        self.httpOnly = httpOnly
        self.secure = secure
        self.sameSite = sameSite
        self.maxAge = maxAge
        self.expires = expires
        self.partitioned = partitioned
        self.priority = priority
    }

    /// Returns the reason why no browser would accept a cookie with these settings and that name; nil if there is none.
    /// Settings that depend on the request are assumed to have the value with which the cookie works.
    func problem(name: String) -> String? {
        guard path.utf8.first == 0x2f else { return "the cookie's path '\(path)' must begin with /" }
        var cookie = Cookie(name, "", path: nil)
        cookie.path = path
        cookie.domain = domain
        // A name with a prefix (`__…`) requires a cookie that is secure for every request.
        cookie.secure = secure == .on || secure == .auto && !name.hasPrefix("__")
        cookie.partitioned = partitioned == true
        cookie.sameSite = sameSite == CookieOptions.SameSite.none ? Cookie.SameSite.none : nil
        return cookie.problem.map { "no browser takes the session cookie: \($0)" }
    }
}

extension Int {
    /// Returns the sum, clamped to the range of `Int`.
    func saturatingAdd(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// Returns the difference, clamped to the range of `Int`.
    func saturatingSubtract(_ other: Int) -> Int {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero and clamped to the range of `Int`.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return whole.saturatingAdd(Int(attoseconds / 1_000_000_000_000_000))
    }
}
