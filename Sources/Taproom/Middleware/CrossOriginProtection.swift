import TaproomHTTP

/// Rejects requests that another site made a browser send (cross-site request forgery). A request of another site with
/// an unsafe method is answered with 403.
///
///     app.use(CrossOriginProtection())
///
/// Every browser since 2023 sends in `Sec-Fetch-Site` where a request comes from. Older ones send the site in `Origin`,
/// whose host is compared with the request's. A request with neither field does not come from a browser, and passes. So
/// do GET, HEAD and OPTIONS, which must not change anything (RFC 9110 §9.2.1). There is no token, no cookie and no
/// state.
public struct CrossOriginProtection: Middleware {
    private let trustedOrigins: [String]
    private let bypassed: [PathPrefix]

    /// Trusts no other origin, and protects all paths.
    public init() {
        trustedOrigins = []
        bypassed = []
    }

    /// - Parameters:
    ///   - trustedOrigins: the other sites that may send requests, such as `https://shop.example` or
    ///     `https://shop.example:8443`: scheme and host, no path.
    ///   - bypassing: paths that are not protected, including all paths below them, such as those of webhooks.
    /// - Throws: `OriginError` if a trusted origin is invalid.
    public init(trustedOrigins: [String], bypassing: [String] = []) throws(OriginError) {
        for origin in trustedOrigins where Self.host(ofOrigin: origin) == nil { throw OriginError(text: origin) }
        self.trustedOrigins = trustedOrigins.map { $0.lowercased() }
        bypassed = bypassing.map { PathPrefix($0) }
    }

    /// Throws `HTTPError` 403 for an unsafe request from another site. Calls the rest of the chain for all other
    /// requests.
    @inline(__always)
    public func respond(to request: Request, next: Next) async throws -> Response {
        switch request.method {
        case .get, .head, .options: break
        default: if let reason = refusal(of: request) { throw HTTPError(.forbidden, reason) }
        }
        return await next(request)
    }

    private func refusal(of request: Request) -> String? {
        if let site = request.header("sec-fetch-site") {
            if site == "same-origin" || site == "none" || isExempt(request) { return nil }
            return "This request comes from another site (Sec-Fetch-Site: \(site)), which may not send it."
        }
        guard let origin = request.header("origin") else { return nil }
        if let host = Self.host(ofOrigin: origin), host == request.host.lowercased() {
            return nil
        }
        return isExempt(request) ? nil : "This request comes from another site, which may not send it."
    }

    private func isExempt(_ request: Request) -> Bool {
        // `isUnder` may return true for a path that can't be decoded, because that is safe for guards. For an exemption
        // it is not.
        if bypassed.contains(where: { request.isUnder($0) }), request.pathSegments.isValid { return true }
        guard !trustedOrigins.isEmpty, let origin = request.header("origin")?.lowercased() else { return false }
        return trustedOrigins.contains(origin)
    }

    /// Returns the host and port of an origin (RFC 6454 §6.2), in lower case; nil for other text, such as `null`.
    private static func host(ofOrigin text: String) -> String? {
        let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "http" || parts[0] == "https" else { return nil }
        let host = parts[1].utf8
        guard !host.isEmpty, !host.contains(where: { [0x2f, 0x3f, 0x23, 0x40, 0x5c].contains($0) || $0 <= 0x20 }) else {
            return nil
        }
        return String(parts[1])
    }
}

/// A text that is not a valid origin.
public struct OriginError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The invalid text.
    public let text: String

    /// - Parameter text: the invalid text.
    public init(text: String) {
        self.text = text
    }

    /// The invalid text, and the form that an origin must have.
    public var description: String {
        "'\(text)' is no origin: it must be a scheme and a host, such as https://example.com"
    }
}
