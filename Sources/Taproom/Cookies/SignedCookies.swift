import TaproomHTTP

extension Cookie {
    /// Returns the cookie with a signed value, as Express signs it (`cookie-signature`). A value that the client has
    /// changed does not verify. The client can still read the value.
    ///
    /// - Parameter secret: a text that is not empty, and that only the servers know.
    public func signed(by secret: String) -> Cookie {
        var cookie = self
        cookie.value = CookieSigner(secrets: [secret]).signed(value)
        return cookie
    }
}

/// An error in the use of signed cookies.
public enum CookieError: Error, Sendable, CustomStringConvertible {
    /// There is no secret, or one is empty.
    case noSecret

    /// The problem.
    public var description: String { "signed cookies need a secret that is not empty" }
}

extension Request {
    /// Returns the value of a signed cookie; nil if there is no such cookie, or none of the secrets signed it.
    ///
    /// - Parameters:
    ///   - name: the cookie's name.
    ///   - secrets: the current secret, and earlier ones that are still valid.
    /// - Throws: `CookieError.noSecret` if there is no secret, or one is empty.
    public func signedCookie(_ name: String, secrets: [String]) throws -> String? {
        guard !secrets.isEmpty, !secrets.contains("") else { throw CookieError.noSecret }
        let signer = CookieSigner(secrets: secrets)
        var value: String?
        forEachCookie { bytes, cookie, signed in
            guard value == nil, bytes.text(cookie).isExactly(name) else { return }
            value = signer.verify(bytes, signed)?.id
        }
        return value
    }
}
