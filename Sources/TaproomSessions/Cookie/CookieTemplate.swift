import TaproomHTTP

/// What the cookies of an application's sessions look like in the store: all alike but for `expires`, so that a
/// session's text is compared with that instead of being taken apart. What looks different is taken apart.
struct CookieTemplate: Sendable {
    /// Where the cookie's name stands in a session's text, and where its value begins.
    static let name = 1..<9
    private static let start = 10

    private let settings: CookieSettings
    private let lifetime: Int
    /// The session's text up to the date of the cookie's `expires`.
    private let head: [UInt8]
    /// What follows the date in the cookie.
    private let tail: [UInt8]

    /// What cookies made over a secure connection look like, where that is something else; at most one.
    let alternatives: [CookieTemplate]

    private static let dateLength = 24

    /// nil for cookies that differ from request to request, or have no time of their own.
    init?(_ options: CookieOptions?) {
        guard let options, options.maxAge != nil else { return nil }
        let dependsOnConnection = options.secure == .auto || options.sameSite == .auto
        let secure = dependsOnConnection ? CookieTemplate(options, isSecure: true, alternatives: []) : nil
        self.init(options, isSecure: false, alternatives: secure.map { [$0] } ?? [])
    }

    private init?(_ options: CookieOptions, isSecure: Bool, alternatives: [CookieTemplate]) {
        self.alternatives = alternatives
        let sample = SessionCookie(options, isSecure: isSecure, clock: { 0 })
        var text = Array("{\"cookie\":".utf8)
        sample.appendJSON(to: &text)
        guard let lifetime = sample.lifetime,
            let (_, cookie) = try? SessionCookie.parse(session: text + [0x7d], clock: { 0 }),
            let expires = cookie.stored?.expires, expires.count == Self.dateLength + 2,
            cookie.settings.values == sample.settings.values, cookie.lifetime == lifetime
        else { return nil }
        settings = sample.settings
        self.lifetime = lifetime
        head = Array(text[...expires.lowerBound])
        tail = Array(text[(expires.upperBound - 1)...])
    }

    /// The end of the cookie of a session's text, in milliseconds since 1970; nil where it is another cookie.
    func end(in text: [UInt8]) -> Int? {
        let bytes = text.span
        guard bytes.count > range.upperBound, bytes.matches(head.span, at: 0),
            bytes.matches(tail.span, at: range.upperBound &- tail.count)
        else { return nil }
        return ISODate.parse(bytes, expires)
    }

    /// Where the cookie stands in a text of which `end` knows the cookie.
    var range: Range<Int> { Self.start..<(head.count &+ Self.dateLength &+ tail.count) }

    /// Where its `expires` stands there, with the quotes.
    private var expires: Range<Int> { (head.count &- 1)..<(head.count &+ Self.dateLength &+ 1) }

    /// The cookie of a text of which `end` knows the cookie.
    @inline(__always)
    func cookie(_ text: [UInt8], end: Int, clock: @escaping SessionClock) -> SessionCookie {
        SessionCookie(
            stored: .init(text: text, range: range, expires: expires), settings: settings, lifetime: lifetime, end: end,
            clock: clock)
    }
}
