import TaproomHTTP

/// Gives each request an id that other servers and the client know, too: the one that a proxy in front of this server has
/// made, or else the request's own.
///
///     app.use(AccessLog(.json), RequestID())
///
/// It sets `request.id`, which `request.logger` writes and the access log in its JSON form (`request_id`), and the field
/// of the response. An id is 1 to 128 letters, digits and characters of `._~+/=-`; what is none is not taken.
public struct RequestID: Middleware {
    /// Whose ids are taken.
    public enum Trust: Sendable {
        /// Those of every client.
        case always
        /// No one's.
        case never
        /// Those of the proxies in `ApplicationSettings.trustedProxies`.
        case trustedProxies
    }

    private let trust: Trust
    private let header: FieldName
    private let lowercasedHeader: String
    private static let longestID = 128

    /// - Parameters:
    ///   - trust: whose ids are taken.
    ///   - header: the name of the field, of requests and responses. A text that is no token ends the program at the start.
    public init(trusts trust: Trust = .trustedProxies, header: String = "X-Request-Id") {
        guard let name = FieldName(header) else { preconditionFailure("'\(header)' is no name of a header field") }
        self.trust = trust
        self.header = name
        lowercasedHeader = header.lowercased()
    }

    /// Sets the request's id, calls the rest of the chain, and sets the field of its response.
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
