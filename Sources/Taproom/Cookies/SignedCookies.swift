import TaproomHTTP

extension Cookie {
    /// The cookie with its value signed, as Express signs it (`cookie-signature`): what comes back changed is not believed.
    /// The value itself can be read by the client.
    ///
    /// - Parameter secret: not empty, and known to the servers alone.
    public func signed(by secret: String) -> Cookie {
        var cookie = self
        cookie.value = CookieSigner(secrets: [secret]).signed(value)
        return cookie
    }
}

/// A mistake in how cookies are signed.
public enum CookieError: Error, Sendable, CustomStringConvertible {
    /// There is no secret, or an empty one.
    case noSecret

    /// What is missing.
    public var description: String { "signed cookies need a secret that is not empty" }
}

extension Request {
    /// The value of a signed cookie; nil where there is none, or it was signed by none of the secrets.
    ///
    /// - Parameters:
    ///   - name: the cookie's name.
    ///   - secrets: the current one, and earlier ones that still count.
    /// - Throws: `CookieError.noSecret`.
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
