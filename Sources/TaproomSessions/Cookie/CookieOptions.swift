import TaproomHTTP

/// Settings of the session cookie, by express-session's names.
public struct CookieOptions: Sendable {
    /// When the cookie has Secure.
    public enum Secure: Sendable {
        case off
        case on
        /// As the connection is.
        case auto
    }

    /// The SameSite attribute.
    public enum SameSite: Sendable {
        case strict
        case lax
        case none
        /// None on a secure connection, else Lax.
        case auto
        /// JavaScript's `true`: Strict, and stored as `true`.
        case enabled
    }

    /// The Priority attribute.
    public typealias Priority = Cookie.Priority

    /// The Path attribute.
    public var path: String
    /// The Domain attribute; nil for the host alone.
    public var domain: String?
    /// Whether scripts in the page can't read the cookie.
    public var httpOnly: Bool
    /// nil is as `off`, and not stored.
    public var secure: Secure?
    /// The SameSite attribute; nil leaves it to the browser.
    public var sameSite: SameSite?
    /// How long a session lives when idle; nil for as long as the browser runs.
    public var maxAge: Duration?
    /// A fixed time, in milliseconds since 1970, in place of `maxAge`.
    public var expires: Int?
    /// The Partitioned attribute; nil is as false, and not stored.
    public var partitioned: Bool?
    /// The Priority attribute; nil leaves it to the browser.
    public var priority: Priority?

    /// - Parameters: as the properties of the same names.
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

    /// Why no browser would take a cookie of these settings under that name, or nil. What the request decides counts as
    /// it has to be for the cookie to work.
    func problem(name: String) -> String? {
        guard path.utf8.first == 0x2f else { return "the cookie's path '\(path)' must begin with /" }
        var cookie = Cookie(name, "", path: nil)
        cookie.path = path
        cookie.domain = domain
        // A name with a prefix asks for cookies that are secure whatever the request.
        cookie.secure = secure == .on || secure == .auto && !name.hasPrefix("__")
        cookie.partitioned = partitioned == true
        cookie.sameSite = sameSite == CookieOptions.SameSite.none ? Cookie.SameSite.none : nil
        return cookie.problem.map { "no browser takes the session cookie: \($0)" }
    }
}

extension Int {
    /// The sum, or the number next to it that there is.
    func saturatingAdd(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the number next to it that there is.
    func saturatingSubtract(_ other: Int) -> Int {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero; the most or the least that there are for what has more.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return whole.saturatingAdd(Int(attoseconds / 1_000_000_000_000_000))
    }
}
