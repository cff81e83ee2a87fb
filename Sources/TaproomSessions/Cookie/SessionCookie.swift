import TaproomHTTP

/// The time of day in milliseconds since 1970.
public typealias SessionClock = @Sendable () -> Int

/// A session's own cookie: its settings, kept with the session in the store.
public struct SessionCookie: Sendable {
    /// A stored cookie as it came, with fields that are unknown here: a part of the session's text.
    struct Stored {
        let text: [UInt8]
        /// Where the cookie's object stands in the text.
        let range: Range<Int>
        /// Where the value of its `expires` stands.
        var expires: Range<Int>?
    }

    /// nil for a new session's cookie.
    private(set) var stored: Stored?
    /// Whether something other than the moving `expires` may differ from what is stored.
    private(set) var isEdited = false
    private let clock: SessionClock
    /// `originalMaxAge` in milliseconds.
    private(set) var lifetime: Int?
    private(set) var end: Int?
    private(set) var settings: CookieSettings

    /// The `maxAge` that was last set: the life that every request gives the session anew. nil for a cookie
    /// without expiry.
    public var originalMaxAge: Duration? { lifetime.map { .milliseconds($0) } }
    /// When the cookie ends, in milliseconds since 1970; nil for never. Setting it sets `originalMaxAge` too.
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
    /// The Domain attribute; nil for the host alone.
    public var domain: String? {
        get { settings.values.domain }
        set { edit { $0.domain = newValue } }
    }
    /// Whether scripts in the page can't read the cookie.
    public var httpOnly: Bool {
        get { settings.values.httpOnly }
        set { edit { $0.httpOnly = newValue } }
    }
    /// Whether the browser sends the cookie over HTTPS only; nil is as false, and not stored.
    public var secure: Bool? {
        get { settings.values.secure }
        set { edit { $0.secure = newValue } }
    }
    /// The SameSite attribute; nil leaves it to the browser.
    public var sameSite: CookieOptions.SameSite? {
        get { settings.values.sameSite }
        set { edit { $0.sameSite = newValue } }
    }
    /// The Partitioned attribute; nil is as false, and not stored.
    public var partitioned: Bool? {
        get { settings.values.partitioned }
        set { edit { $0.partitioned = newValue } }
    }
    /// The Priority attribute; nil leaves it to the browser.
    public var priority: CookieOptions.Priority? {
        get { settings.values.priority }
        set { edit { $0.priority = newValue } }
    }

    /// What remains until `expires`, which may be negative for a client that ignores it. Setting it sets
    /// `expires` and `originalMaxAge`.
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

    /// A new session's cookie.
    init(_ options: CookieOptions, isSecure: Bool, clock: @escaping SessionClock) {
        self.clock = clock
        settings = CookieSettings(CookieSettings.Values(options, isSecure: isSecure))
        if let maxAge = options.maxAge {
            self.maxAge = maxAge
        } else if let expires = options.expires {
            self.expires = expires
        }
    }

    /// Of a request that has no session.
    static var unmounted: SessionCookie { SessionCookie(CookieOptions(), isSecure: false, clock: { 0 }) }

    /// A stored session's cookie.
    init(
        stored: Stored, settings: CookieSettings, lifetime: Int?, end: Int?, clock: @escaping SessionClock
    ) {
        self.stored = stored
        self.settings = settings
        self.lifetime = lifetime
        self.end = end
        self.clock = clock
    }

    /// The milliseconds since 1970 of a date as the stored `expires` has it; nil for another text.
    public static func milliseconds(ofISODate text: String) -> Int? {
        let bytes = JSONValue.string(text).bytes
        return ISODate.parse(bytes.span, 0..<bytes.count)
    }

    /// Gives the cookie its whole life again.
    mutating func touch() {
        end = expiry(lifetime)
    }

    /// The end of a life that begins now. What is stored may hold a life of any size.
    private func expiry(_ life: Int?) -> Int? {
        guard let life else { return nil }
        return Self.bounded(clock().saturatingAdd(life))
    }

    /// The nearest time that a date of four digits for the year can tell: from year 0 to the end of 9999.
    static func bounded(_ milliseconds: Int) -> Int {
        min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    }

    /// Ends the cookie at a time before `expires`; the life that a request gives it stays as it is.
    mutating func shorten(to end: Int) {
        self.end = Self.bounded(end)
    }

    /// What a cookie is compared with later, to know whether the application has changed it.
    struct State {
        let settings: CookieSettings
        let lifetime: Int?
        let end: Int?
    }

    var state: State { State(settings: settings, lifetime: lifetime, end: end) }

    /// Whether all but the moving `expires` is as it was.
    func hasSettings(of other: State) -> Bool {
        lifetime == other.lifetime && (lifetime != nil || end == other.end)
            && (settings === other.settings || settings.values == other.settings.values)
    }
}
