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

    init(_ values: Values) {
        self.values = values
        if !SetCookie.isValidAttribute(values.path) {
            problem = "its path holds a character that no cookie's path may have"
        } else if let domain = values.domain, !SetCookie.isValidAttribute(domain) {
            problem = "its domain holds a character that no domain has"
        } else {
            problem = nil
        }
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
