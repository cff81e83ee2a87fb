import TaproomHTTP

/// The cookie in Set-Cookie.
extension SessionCookie {
    /// The Set-Cookie value that carries a signed id.
    ///
    /// - Parameter known: the cookie's value, where it is known already.
    func setCookie(name: String, _ id: String, _ signer: CookieSigner, _ known: [UInt8]? = nil) -> String {
        var cookie = removedCookie(name: name)
        // JavaScript's toUTCString cuts the milliseconds off.
        cookie.expires = expires.map { $0 >= 0 ? $0 / 1000 : ($0 - 999) / 1000 }
        cookie.priority = priority
        cookie.sameSite =
            switch sameSite {
            case .strict?, .enabled?: .strict
            case .lax?: .lax
            case CookieOptions.SameSite.none?: SetCookie.SameSite.none
            case .auto?, nil: nil
            }
        if let known { return cookie.text(valueCapacity: known.count) { $0.append(copying: known.span) } }
        return cookie.text(valueCapacity: CookieSigner.capacity(id)) { signer.sign(id, into: &$0) }
    }

    /// The Set-Cookie value that makes a browser forget the cookie.
    func removal(name: String) -> String { removedCookie(name: name).text }

    private func removedCookie(name: String) -> SetCookie {
        let values = settings.values
        var cookie = SetCookie(name: name, value: "")
        cookie.domain = values.domain
        cookie.path = values.path
        cookie.expires = 0
        cookie.httpOnly = values.httpOnly
        cookie.secure = values.secure == true
        cookie.partitioned = values.partitioned == true
        return cookie
    }
}
