import TaproomHTTP

/// Adds header fields that make browsers restrict what a page can do. Fields that a handler has set are kept.
///
///     app.use(SecurityHeaders())
public struct SecurityHeaders: Middleware {
    private let page: EncodedHeaders
    private let other = EncodedHeaders(["X-Content-Type-Options": "nosniff"])
    private let transportSecurity: String?

    /// A policy for pages that load everything from their own site, contain no inline scripts and styles, and may not
    /// be framed by other sites.
    public static let defaultPolicy = """
        default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'
        """

    /// - Parameters:
    ///   - contentSecurityPolicy: what a page may load, and which sites may frame it (Content Security Policy Level 3).
    ///     Sent with HTML only.
    ///   - referrerPolicy: what other sites learn about the page that links to them. Sent with HTML only.
    ///   - transportSecurity: how long a browser must use only TLS for this host (RFC 6797); nil to omit the field.
    ///     Sent over TLS only.
    public init(
        contentSecurityPolicy: String = SecurityHeaders.defaultPolicy, referrerPolicy: String = "no-referrer",
        transportSecurity: Duration? = .seconds(365 * 86400)
    ) {
        page = EncodedHeaders([
            "Content-Security-Policy": contentSecurityPolicy, "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": referrerPolicy,
        ])
        self.transportSecurity = transportSecurity.map { "max-age=\(max(0, $0.components.seconds))" }
    }

    /// Adds the fields that are missing in the response of the rest of the chain.
    @inline(__always)
    public func respond(to request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        let isPage = response.contentType?.hasUTF8Prefix("text/html") == true
        response.headers.addMissing(isPage ? page : other)
        if let transportSecurity, request.isSecure, !response.headers.contains("Strict-Transport-Security") {
            response.headers["Strict-Transport-Security"] = transportSecurity
        }
        return response
    }
}
