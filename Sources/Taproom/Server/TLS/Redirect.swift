import TaproomHTTP
import TaproomNet

/// Redirects a request over plain HTTP to the same host and path over HTTPS.
struct RedirectToHTTPS: Middleware {
    /// The port of the HTTPS server.
    let port: Int

    func respond(to request: Request, next: Next) async throws -> Response {
        guard let host = Self.host(of: request), request.target.hasPrefix("/") else {
            throw HTTPError(.badRequest, "This port redirects to HTTPS, and the request names no host to go to.")
        }
        let address = port == 443 ? host : "\(host):\(port)"
        // 308 keeps the method and its content.
        return .redirect(to: "https://\(address)\(request.target)", status: .permanentRedirect)
    }

    /// The host without its port.
    private static func host(of request: Request) -> String? {
        var host = Substring(request.host)
        if let colon = host.lastIndex(of: ":"), host[colon...].dropFirst().allSatisfy(\.isNumber),
            !host.hasSuffix("]"), colon > host.startIndex
        {
            host = host[..<colon]
        }
        return host.isEmpty ? nil : String(host)
    }
}

extension Server {
    /// A plain server on one loop that redirects to an HTTPS server.
    static func redirecting(
        to httpsPort: Int, host: String, port: Int, _ context: ApplicationContext
    ) throws -> Server {
        guard let number = UInt16(exactly: port) else {
            throw AddressError(host: host, reason: "port \(port) is not between 0 and 65535")
        }
        let app = Application(settings: context.settings, logger: context.logger)
        app.settings.threads = 1
        app.use(RedirectToHTTPS(port: httpsPort))
        return try Server(chain: app.chain(), context: app.context(), stopHooks: [], host: host, port: number)
    }
}
