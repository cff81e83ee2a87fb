import Taproom
import TaproomHTTP

/// The form of the cookie in Set-Cookie.
extension SessionCookie {
    /// Returns a Set-Cookie value with the signed id.
    ///
    /// - Parameters:
    ///   - known: the cookie's value if it is already known; nil otherwise.
    ///   - attributes: the text that follows the value.
    static func setCookie(
        name: String, _ id: String, _ signer: CookieSigner, _ known: [UInt8]? = nil, attributes: [UInt8]
    ) -> String {
        let length = known?.count ?? CookieSigner.capacity(id)
        return String(utf8Capacity: name.utf8.count + 1 + length + attributes.count) { output in
            output.append(name)
            output.append(0x3d)
            if let known { output.append(copying: known.span) } else { signer.sign(id, into: &output) }
            output.append(copying: attributes.span)
        }
    }

    /// The cookie's expiry in seconds since 1970; nil for none. Rounded down, as by JavaScript's toUTCString.
    var expirySeconds: Int? { expires.map { $0 >= 0 ? $0 / 1000 : ($0 - 999) / 1000 } }

    /// The text that follows the value in Set-Cookie.
    var attributes: [UInt8] { settings.values.attributes(expires: expirySeconds).attributes }
}
