import TaproomHTTP

/// Redirects a request over plain HTTP to the same host and path over HTTPS.
struct RedirectToHTTPS: Middleware {
    /// The port of the HTTPS server.
    let port: Int

    func respond(to request: Request, next: Next) async throws -> Response {
        let host = request.hostname.asURLHost
        guard !host.isEmpty, request.target.hasPrefix("/") else {
            throw HTTPError(.badRequest, "This port redirects to HTTPS, and the request names no host to go to.")
        }
        let address = port == 443 ? host : "\(host):\(port)"
        // 308 keeps the method and the content.
        return .redirect(to: "https://\(address)\(request.target)", status: .permanentRedirect)
    }
}

extension Server {
    /// Returns a plain server on one loop that redirects to an HTTPS server.
    static func redirecting(
        to httpsPort: Int, host: String, port: Int, _ context: ApplicationContext
    ) throws -> Server {
        let app = Application(settings: context.settings, logger: context.logger)
        app.settings.threads = 1
        app.use(RedirectToHTTPS(port: httpsPort))
        return try Server(
            chain: app.chain(), context: app.context(), stopHooks: [], host: host,
            port: Application.number(ofPort: port, host: host))
    }
}
