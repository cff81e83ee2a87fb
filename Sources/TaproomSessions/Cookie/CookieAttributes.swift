/// The attributes of the cookies that one event loop sets. Those of sessions that are alike and end in the same second
/// are the same, so that they are not written anew for each response.
final class CookieAttributes {
    private var settings: CookieSettings?
    private var expires: Int?
    private var text: [UInt8] = []

    /// What follows the value in the Set-Cookie field of this cookie.
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
