import TaproomHTTP

/// Returns the time of day in milliseconds since 1970.
public typealias SessionClock = @Sendable () -> Int

/// A session's cookie, whose settings are stored with the session.
public struct SessionCookie: Sendable {
    /// A stored cookie as it was loaded, including unknown fields. It is a part of the session's text.
    struct Stored {
        let text: [UInt8]
        /// The range of the cookie's JSON object in the text.
        let range: Range<Int>
        /// The range of the value of its `expires`.
        var expires: Range<Int>?
    }

    /// nil for a new session's cookie.
    private(set) var stored: Stored?
    /// Whether settings other than the moving `expires` may differ from the stored ones.
    private(set) var isEdited = false
    private let clock: SessionClock
    /// `originalMaxAge` in milliseconds.
    private(set) var lifetime: Int?
    private(set) var end: Int?
    private(set) var settings: CookieSettings

    /// The `maxAge` that was last set, which is the time to live that every request gives the session again. nil for a
    /// cookie without expiry.
    public var originalMaxAge: Duration? { lifetime.map { .milliseconds($0) } }
    /// The cookie's expiry in milliseconds since 1970; nil for none. Setting it also sets `originalMaxAge`.
    public var expires: Int? {
        get { end }
        set {
            end = newValue.map(Self.bounded)
            lifetime = end.map { $0 - clock() }
            isEdited = true
        }
    }
    /// The Path attribute.
    public var path: String {
        get { settings.values.path }
        set { edit { $0.path = newValue } }
    }
    /// The Domain attribute; nil to send the cookie to the host only.
    public var domain: String? {
        get { settings.values.domain }
        set { edit { $0.domain = newValue } }
    }
    /// The HttpOnly attribute: whether the cookie is hidden from scripts in the page.
    public var httpOnly: Bool {
        get { settings.values.httpOnly }
        set { edit { $0.httpOnly = newValue } }
    }
    /// The Secure attribute: whether the browser sends the cookie over HTTPS only. nil means false, but is not stored.
    public var secure: Bool? {
        get { settings.values.secure }
        set { edit { $0.secure = newValue } }
    }
    /// The SameSite attribute; nil leaves it to the browser.
    public var sameSite: CookieOptions.SameSite? {
        get { settings.values.sameSite }
        set { edit { $0.sameSite = newValue } }
    }
    /// The Partitioned attribute. nil means false, but is not stored.
    public var partitioned: Bool? {
        get { settings.values.partitioned }
        set { edit { $0.partitioned = newValue } }
    }
    /// The Priority attribute; nil leaves it to the browser.
    public var priority: CookieOptions.Priority? {
        get { settings.values.priority }
        set { edit { $0.priority = newValue } }
    }

    /// The time until `expires`; nil for a cookie without expiry. It may be negative if a client ignores the expiry.
    /// Setting it sets `expires` and `originalMaxAge`.
    public var maxAge: Duration? {
        get { end.map { .milliseconds($0 - clock()) } }
        set {
            lifetime = newValue?.milliseconds
            end = expiry(lifetime)
            isEdited = true
        }
    }

    private mutating func edit(_ change: (inout CookieSettings.Values) -> Void) {
        var values = settings.values
        change(&values)
        settings = CookieSettings(values)
        isEdited = true
    }

    /// Makes a new session's cookie.
    init(_ options: CookieOptions, isSecure: Bool, clock: @escaping SessionClock) {
        self.clock = clock
        settings = CookieSettings(CookieSettings.Values(options, isSecure: isSecure))
        if let maxAge = options.maxAge {
            self.maxAge = maxAge
        } else if let expires = options.expires {
            self.expires = expires
        }
    }

    /// The cookie for a request without a session.
    static var unmounted: SessionCookie { SessionCookie(CookieOptions(), isSecure: false, clock: { 0 }) }

    /// Makes a stored session's cookie.
    init(
        stored: Stored, settings: CookieSettings, lifetime: Int?, end: Int?, clock: @escaping SessionClock
    ) {
        self.stored = stored
        self.settings = settings
        self.lifetime = lifetime
        self.end = end
        self.clock = clock
    }

    /// Returns the milliseconds since 1970 of a date in the form of the stored `expires`; nil for other text.
    public static func milliseconds(ofISODate text: String) -> Int? {
        let bytes = JSONValue.string(text).bytes
        return ISODate.parse(bytes.span, 0..<bytes.count)
    }

    /// Gives the cookie its whole time to live again.
    mutating func touch() {
        end = expiry(lifetime)
    }

    /// Returns the expiry for a time to live that begins now. A stored time to live may have any size.
    private func expiry(_ life: Int?) -> Int? {
        guard let life else { return nil }
        return Self.bounded(clock().saturatingAdd(life))
    }

    /// Clamps a time to the dates with a four-digit year: from the year 0 to the end of 9999.
    static func bounded(_ milliseconds: Int) -> Int {
        min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    }

    /// Sets an earlier expiry. The time to live that requests give the cookie does not change.
    mutating func shorten(to end: Int) {
        self.end = Self.bounded(end)
    }

    /// The state that a cookie is compared with later, to find out whether the application has changed it.
    struct State {
        let settings: CookieSettings
        let lifetime: Int?
        let end: Int?
    }

    var state: State { State(settings: settings, lifetime: lifetime, end: end) }

    /// Returns whether everything except the moving `expires` is unchanged.
    @inline(__always)
    func hasSettings(of other: State) -> Bool {
        lifetime == other.lifetime && (lifetime != nil || end == other.end)
            && (settings === other.settings || settings.values == other.settings.values)
    }
}
