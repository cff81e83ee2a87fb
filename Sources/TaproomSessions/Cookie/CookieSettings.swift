import TaproomHTTP

/// What a cookie has besides its value and its time: one object for all sessions whose cookies do not differ in
/// it, so that a session's cookie is copied at the price of a reference.
final class CookieSettings: Sendable {
    struct Values: Sendable, Equatable {
        var path = "/"
        var domain: String?
        var httpOnly = true
        var secure: Bool?
        var sameSite: CookieOptions.SameSite?
        var partitioned: Bool?
        var priority: CookieOptions.Priority?
    }

    let values: Values
    /// Why the path or the domain can't stand in a Set-Cookie field, or nil: what is stored may hold anything, and
    /// so may what an application sets.
    let problem: String?
    /// Why no browser takes a cookie with these attributes, or nil. It is sent nevertheless, as express-session sends it.
    let refusal: String?

    init(_ values: Values) {
        self.values = values
        if !Cookie.isValidAttribute(values.path) {
            problem = "its path holds a character that no cookie's path may have"
        } else if let domain = values.domain, !Cookie.isValidAttribute(domain) {
            problem = "its domain holds a character that no domain has"
        } else {
            problem = nil
        }
        refusal = values.attributes(expires: nil).attributeProblem
    }
}

extension CookieSettings.Values {
    /// The attributes as they are sent; name and value are empty.
    ///
    /// - Parameter expires: seconds since 1970.
    func attributes(expires: Int?) -> Cookie {
        var cookie = Cookie("", "", path: nil)
        cookie.domain = domain
        cookie.path = path
        cookie.expires = expires
        cookie.httpOnly = httpOnly
        cookie.secure = secure == true
        cookie.partitioned = partitioned == true
        cookie.priority = priority
        cookie.sameSite =
            switch sameSite {
            case .strict?, .enabled?: .strict
            case .lax?: .lax
            case CookieOptions.SameSite.none?: Cookie.SameSite.none
            case .auto?, nil: nil
            }
        return cookie
    }
}

extension CookieSettings.Values {
    /// - Parameter isSecure: whether the connection is, for what is as the connection is.
    init(_ options: CookieOptions, isSecure: Bool) {
        path = options.path
        domain = options.domain
        httpOnly = options.httpOnly
        secure =
            switch options.secure {
            case .off: false
            case .on: true
            case .auto: isSecure
            case nil: nil
            }
        sameSite = options.sameSite
        if sameSite == .auto { sameSite = isSecure ? CookieOptions.SameSite.none : .lax }
        partitioned = options.partitioned
        priority = options.priority
    }
}
