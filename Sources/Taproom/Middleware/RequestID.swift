import TaproomHTTP

/// Gives each request an id that other servers and the client also know: the one that a proxy in front of this server
/// has set, or else the request's own.
///
///     app.use(AccessLog(.json), RequestID())
///
/// It sets `request.id`, which `request.logger` and the JSON form of the access log (`request_id`) write, and the field
/// of the response. An id consists of 1 to 128 letters, digits and characters of `._~+/=-`. Invalid ids are ignored.
public struct RequestID: Middleware {
    /// The clients whose ids are accepted.
    public enum Trust: Sendable {
        /// Accepts the ids of every client.
        case always
        /// Accepts no ids.
        case never
        /// Accepts the ids of the proxies in `ApplicationSettings.trustedProxies`.
        case trustedProxies
    }

    private let trust: Trust
    private let header: FieldName
    private let lowercasedHeader: String
    private static let longestID = 128

    /// - Parameters:
    ///   - trust: the clients whose ids are accepted.
    ///   - header: the name of the field in requests and responses. An invalid name ends the program.
    public init(trusts trust: Trust = .trustedProxies, header: String = "X-Request-Id") {
        guard let name = FieldName(header) else { preconditionFailure("'\(header)' is no name of a header field") }
        self.trust = trust
        self.header = name
        lowercasedHeader = header.lowercased()
    }

    /// Sets the request's id, calls the rest of the chain, and sets the id in its response.
    public func respond(to request: Request, next: Next) async throws -> Response {
        if isTrusted(request), let id = request.header(lowercasedHeader), Self.isID(id) { request.id = id }
        request.isIDShared = true
        var response = await next(request)
        response.headers[header] = request.id
        return response
    }

    private func isTrusted(_ request: Request) -> Bool {
        switch trust {
        case .always: true
        case .never: false
        case .trustedProxies: request.settings.trustedProxies.contains(request.connection.peer)
        }
    }

    private static func isID(_ text: String) -> Bool {
        1...longestID ~= text.utf8.count
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                // . _ ~ + / = -
                case 0x2e, 0x5f, 0x7e, 0x2b, 0x2f, 0x3d, 0x2d: true
                default: false
                }
            }
    }
}
