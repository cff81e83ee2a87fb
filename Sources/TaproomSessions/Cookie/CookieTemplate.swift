import TaproomHTTP

/// The stored form of the cookies of an application's sessions. They differ in `expires` only, so the text of a session
/// is compared with the template instead of being parsed. A text with another form is parsed.
struct CookieTemplate: Sendable {
    /// The range of the cookie's name in a session's text. `start` is where its value begins.
    static let name = 1..<9
    private static let start = 10

    private let settings: CookieSettings
    private let lifetime: Int
    /// The session's text up to the date of the cookie's `expires`.
    private let head: [UInt8]
    /// The text that follows the date in the cookie.
    private let tail: [UInt8]

    /// The form of cookies that were made over a secure connection, if it differs; at most one.
    let alternatives: [CookieTemplate]

    private static let dateLength = 24

    /// Makes a template; nil if the cookies differ from request to request, or have no `maxAge`.
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

    /// Returns the expiry of the cookie in a session's text, in milliseconds since 1970; nil if the cookie has another
    /// form.
    func end(in text: [UInt8]) -> Int? {
        let bytes = text.span
        guard bytes.count > range.upperBound, bytes.matches(head.span, at: 0),
            bytes.matches(tail.span, at: range.upperBound &- tail.count)
        else { return nil }
        return ISODate.parse(bytes, expires)
    }

    /// The range of the cookie in a text that `end` accepts.
    var range: Range<Int> { Self.start..<(head.count &+ Self.dateLength &+ tail.count) }

    /// The range of its `expires` in the text, including the quotes.
    private var expires: Range<Int> { (head.count &- 1)..<(head.count &+ Self.dateLength &+ 1) }

    /// Returns the cookie in a text that `end` accepts.
    @inline(__always)
    func cookie(_ text: [UInt8], end: Int, clock: @escaping SessionClock) -> SessionCookie {
        SessionCookie(
            stored: .init(text: text, range: range, expires: expires), settings: settings, lifetime: lifetime, end: end,
            clock: clock)
    }
}
