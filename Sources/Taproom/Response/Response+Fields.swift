import TaproomHTTP

extension Response {
    /// Sets a cookie, beside others.
    public mutating func setCookie(_ cookie: Cookie) {
        headers.append("Set-Cookie", cookie.text)
    }

    /// Removes a cookie from the browser. Path and domain must be those with which it was set.
    public mutating func clearCookie(_ name: String, path: String? = "/", domain: String? = nil) {
        setCookie(Cookie(name, "", path: path, domain: domain, expires: 0))
    }

    /// Adds names of request fields to Vary, on which the response depends (RFC 9110 §12.5.5).
    public mutating func vary(on names: FieldName...) {
        for name in names { headers.appendElement(name.text, to: "Vary") }
    }

    /// Adds a link to Link (RFC 8288), such as `next` to the following page.
    public mutating func addLink(to target: String, relation: String) {
        let link = "<\(URIReference.encoded(target))>; rel=\"\(relation.filter { $0 != "\"" && $0 != "\\" })\""
        headers["Link"] = headers["Link"].map { $0 + ", " + link } ?? link
    }
}
