/// Caches the attributes of the last cookie that one event loop has set. Sessions with the same settings that expire in
/// the same second have the same attributes, so they need not be encoded for each response.
final class CookieAttributes {
    private var settings: CookieSettings?
    private var expires: Int?
    private var text: [UInt8] = []

    /// Returns the text that follows the value in the Set-Cookie field of a cookie.
    func text(of cookie: SessionCookie) -> [UInt8] {
        let expires = cookie.expirySeconds
        if cookie.settings !== settings || expires != self.expires {
            text = cookie.attributes
            settings = cookie.settings
            self.expires = expires
        }
        return text
    }
}
