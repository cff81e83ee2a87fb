import TaproomHTTP

/// Caches the attributes of the last cookie that one event loop has set. Sessions with the same settings that expire in
/// the same second have the same attributes, so they need not be encoded for each response.
final class CookieAttributes {
    private var settings: CookieSettings?
    private var expires: Int?
    private var text: [UInt8] = []

    /// Returns the text that follows the value in the Set-Cookie field of a cookie.
    ///
    /// - Parameter expires: the cookie's expiry in seconds since 1970; nil for none.
    func text(_ settings: CookieSettings, expires: Int?) -> [UInt8] {
        if settings !== self.settings || expires != self.expires {
            text = settings.values.attributes(expires: expires).attributes
            self.settings = settings
            self.expires = expires
        }
        return text
    }
}
