import TaproomHTTP

/// The settings of a cookie other than its value and its expiry. Cookies with the same settings can share one object,
/// so copying a cookie copies a reference only.
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
    /// The reason why the path or the domain can't be written to a Set-Cookie field; nil if there is none. Both a
    /// stored session and the application may set any value.
    let problem: String?
    /// The reason why no browser accepts a cookie with these attributes; nil if there is none. The cookie is sent
    /// nevertheless, as by express-session.
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
    /// Returns the attributes as they are sent, with an empty name and value.
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
    /// - Parameter isSecure: whether the connection is secure, for settings that depend on it.
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
