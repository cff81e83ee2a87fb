/// The stored data of a session.
public struct SessionRecord: Sendable, Equatable {
    /// The session's JSON, including its cookie. Empty in a `touch` of a store that does not need it
    /// (`SessionStore.touchNeedsJSON`).
    public let json: [UInt8]
    /// The session's expiry.
    public let expiry: SessionExpiry

    /// - Parameters:
    ///   - json: the session's JSON, including its cookie.
    ///   - expires: the cookie's expiry in milliseconds since 1970; nil for a cookie without expiry.
    ///   - now: the time of day in milliseconds since 1970.
    public init(json: [UInt8], expires: Int?, now: Int) {
        self.json = json
        expiry = SessionExpiry(expires: expires, now: now)
    }

    /// The expiry of the session's cookie in milliseconds since 1970; nil for a cookie without expiry.
    public var expires: Int? { expiry.expires }
    /// The time of day by the session middleware's clock, in milliseconds since 1970.
    public var now: Int { expiry.now }
    /// The time to live in whole seconds, rounded up; nil for a cookie without expiry. It is 0 or less if the session
    /// has expired.
    public var secondsToLive: Int? { expiry.secondsToLive }
}
