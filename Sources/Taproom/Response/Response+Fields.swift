import TaproomHTTP

extension Response {
    /// Adds a cookie. Cookies that are already set are kept.
    public mutating func setCookie(_ cookie: Cookie) {
        headers.append("Set-Cookie", cookie.text)
    }

    /// Removes a cookie from the browser. The path and domain must be those with which it was set.
    public mutating func clearCookie(_ name: String, path: String? = "/", domain: String? = nil) {
        // Browsers let only a secure cookie replace one with these prefixes (draft-ietf-httpbis-rfc6265bis §4.1.3).
        let lower = name.lowercased()
        let isSecure = lower.hasPrefix("__host-") || lower.hasPrefix("__secure-")
        setCookie(Cookie(name, "", path: path, domain: domain, expires: 0, secure: isSecure))
    }

    /// Removes a cookie from the browser, with the attributes with which it was set.
    public mutating func clearCookie(_ cookie: Cookie) {
        var cookie = cookie
        cookie.value = ""
        cookie.maxAge = nil
        cookie.expires = 0
        setCookie(cookie)
    }

    /// Adds the names of request fields on which the response depends to Vary (RFC 9110 §12.5.5).
    public mutating func vary(on names: FieldName...) {
        for name in names { headers.appendElement(name.text, to: "Vary") }
    }

    /// Adds a link to the Link field (RFC 8288), for example with the relation `next` to the next page.
    public mutating func addLink(to target: String, relation: String) {
        let link = "<\(URIReference.encoded(target))>; rel=\"\(relation.filter { $0 != "\"" && $0 != "\\" })\""
        headers["Link"] = headers["Link"].map { $0 + ", " + link } ?? link
    }
}
