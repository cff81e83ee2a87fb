import TaproomHTTP

/// The expiry of a session.
public struct SessionExpiry: Sendable, Equatable {
    /// The expiry of the session's cookie in milliseconds since 1970; nil for a cookie without expiry.
    public let expires: Int?
    /// The time of day by the session middleware's clock, in milliseconds since 1970.
    public let now: Int

    /// - Parameters:
    ///   - expires: the cookie's expiry in milliseconds since 1970; nil for a cookie without expiry.
    ///   - now: the time of day in milliseconds since 1970.
    public init(expires: Int?, now: Int) {
        self.expires = expires
        self.now = now
    }

    /// The time to live in whole seconds, rounded up; nil for a cookie without expiry. It is 0 or less if the session
    /// has expired.
    public var secondsToLive: Int? {
        guard let expires else { return nil }
        let milliseconds = expires.saturatingSubtract(now)
        return milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0)
    }
}
