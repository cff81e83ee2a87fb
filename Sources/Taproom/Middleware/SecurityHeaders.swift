import TaproomHTTP

/// Adds header fields that make browsers keep a page to what it is meant to do. A field that a handler has set stays.
///
///     app.use(SecurityHeaders())
public struct SecurityHeaders: Middleware {
    private let page: EncodedHeaders
    private let other = EncodedHeaders(["X-Content-Type-Options": "nosniff"])
    private let transportSecurity: String?

    /// A policy for pages that load all they need from their own site, without scripts and styles within the page, and
    /// that no other site may show in a frame.
    public static let defaultPolicy = """
        default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'
        """

    /// - Parameters:
    ///   - contentSecurityPolicy: what a page may load and who may frame it (Content Security Policy Level 3); with HTML
    ///     only.
    ///   - referrerPolicy: what other sites learn of the page that links to them; with HTML only.
    ///   - transportSecurity: for how long a browser is to ask this host over TLS alone, once it was asked so (RFC 6797);
    ///     nil for no such field. It is sent over TLS only.
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

    /// Adds the fields that the response of the rest of the chain lacks.
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
