import TaproomHTTP

/// Allows scripts of other origins to read the responses (CORS, Fetch Standard §3.3).
///
///     app.use(CORS())
///     app.use(CORS(origins: ["https://app.example"], credentials: true, maxAge: .minutes(10)))
///
/// It answers preflights with 204, without calling a route. A preflight is an OPTIONS request with `Origin` and
/// `Access-Control-Request-Method`. The response for an origin that is not allowed has no CORS fields, so the browser
/// does not let the script read it. Responses that depend on the origin have it in `Vary`.
///
/// Add it to the application or to a group, before middleware that may reject a request: a browser sends no credentials
/// with a preflight, and a script can read an error only if it has these fields. Adding it to a single route has no
/// effect on preflights, because they have another method.
public struct CORS: Middleware {
    /// Takes an origin such as `https://app.example`, or `null`, and returns whether it is allowed.
    public typealias OriginPredicate = @Sendable (String) -> Bool

    private enum Origins: Sendable {
        case any
        case listed([String])
        case matching(OriginPredicate)
    }

    /// GET, HEAD, POST, PUT, PATCH and DELETE.
    public static let defaultMethods: [HTTPMethod] = [.get, .head, .post, .put, .patch, .delete]

    private let origins: Origins
    /// The fields for requests other than preflights.
    private let fields: HeaderFields
    private let preflightFields: HeaderFields
    private let echoesRequestHeaders: Bool

    /// Allows every origin, without credentials.
    ///
    /// - Parameters:
    ///   - methods: the methods that other origins may use.
    ///   - headers: the request fields that other origins may send; nil for all that a preflight asks for.
    ///   - exposedHeaders: the response fields that scripts may read, in addition to the safelisted ones.
    ///   - maxAge: how long a browser may cache the response to a preflight; nil for the browser's default.
    public init(
        methods: [HTTPMethod] = CORS.defaultMethods, headers: [String]? = nil, exposedHeaders: [String] = [],
        maxAge: Duration? = nil
    ) {
        self.init(.any, methods, headers, exposedHeaders, credentials: false, maxAge)
    }

    /// Allows the listed origins.
    ///
    /// - Parameters:
    ///   - origins: scheme, host and, if it is not the scheme's default, port, such as `https://app.example`. `*` alone
    ///     allows every origin, and can't be combined with credentials. An invalid origin ends the program.
    ///   - methods: the methods that other origins may use.
    ///   - headers: the request fields that other origins may send; nil for all that a preflight asks for.
    ///   - exposedHeaders: the response fields that scripts may read, in addition to the safelisted ones.
    ///   - credentials: whether a browser may send cookies with a request, and let the script read the response.
    ///   - maxAge: how long a browser may cache the response to a preflight; nil for the browser's default.
    public init(
        origins: [String], methods: [HTTPMethod] = CORS.defaultMethods, headers: [String]? = nil,
        exposedHeaders: [String] = [], credentials: Bool = false, maxAge: Duration? = nil
    ) {
        if origins == ["*"] {
            precondition(!credentials, "CORS with credentials takes no '*': list the origins")
            self.init(.any, methods, headers, exposedHeaders, credentials: false, maxAge)
            return
        }
        let listed = origins.map { text in
            guard let origin = Self.serialized(text) else {
                preconditionFailure("'\(text)' is no origin: write scheme and host, such as https://app.example")
            }
            return origin
        }
        self.init(.listed(listed), methods, headers, exposedHeaders, credentials: credentials, maxAge)
    }

    /// Allows the origins for which a closure returns true.
    ///
    /// - Parameters:
    ///   - origins: called with the origin of each request that has one.
    ///   - methods: the methods that other origins may use.
    ///   - headers: the request fields that other origins may send; nil for all that a preflight asks for.
    ///   - exposedHeaders: the response fields that scripts may read, in addition to the safelisted ones.
    ///   - credentials: whether a browser may send cookies with a request, and let the script read the response.
    ///   - maxAge: how long a browser may cache the response to a preflight; nil for the browser's default.
    public init(
        origins: @escaping OriginPredicate, methods: [HTTPMethod] = CORS.defaultMethods, headers: [String]? = nil,
        exposedHeaders: [String] = [], credentials: Bool = false, maxAge: Duration? = nil
    ) {
        self.init(.matching(origins), methods, headers, exposedHeaders, credentials: credentials, maxAge)
    }

    private init(
        _ origins: Origins, _ methods: [HTTPMethod], _ headers: [String]?, _ exposedHeaders: [String],
        credentials: Bool, _ maxAge: Duration?
    ) {
        self.origins = origins
        echoesRequestHeaders = headers == nil
        var common = HeaderFields()
        if case .any = origins { common["Access-Control-Allow-Origin"] = "*" }
        if credentials { common["Access-Control-Allow-Credentials"] = "true" }
        var preflight = common
        preflight["Access-Control-Allow-Methods"] = methods.map(\.name).joined(separator: ", ")
        if let headers, !headers.isEmpty {
            preflight["Access-Control-Allow-Headers"] = headers.joined(separator: ", ")
        }
        if let maxAge { preflight["Access-Control-Max-Age"] = "\(max(0, maxAge.components.seconds))" }
        if !exposedHeaders.isEmpty {
            common["Access-Control-Expose-Headers"] = exposedHeaders.joined(separator: ", ")
        }
        fields = common
        preflightFields = preflight
    }

    /// Answers a preflight. For all other requests, adds the CORS fields to the response of the rest of the chain.
    public func respond(to request: Request, next: Next) async throws -> Response {
        if request.method == .options, request.hasHeader("access-control-request-method"), request.hasHeader("origin") {
            return preflight(request)
        }
        var response = await next(request)
        apply(fields, to: &response, request)
        return response
    }

    private func preflight(_ request: Request) -> Response {
        var response = Response(status: .noContent)
        let isAllowed = apply(preflightFields, to: &response, request)
        guard echoesRequestHeaders else { return response }
        response.vary(on: "Access-Control-Request-Headers")
        if isAllowed, let names = request.header("access-control-request-headers"), Self.isListOfNames(names) {
            response.headers["Access-Control-Allow-Headers"] = names
        }
        return response
    }

    /// - Returns: whether the request's origin is allowed.
    @discardableResult
    private func apply(_ fields: HeaderFields, to response: inout Response, _ request: Request) -> Bool {
        if case .any = origins {
            for field in fields { response.headers[field.name] = field.value }
            return true
        }
        response.vary(on: "Origin")
        guard let origin = request.header("origin"), allows(origin) else { return false }
        response.headers["Access-Control-Allow-Origin"] = origin
        for field in fields { response.headers[field.name] = field.value }
        return true
    }

    private func allows(_ origin: String) -> Bool {
        switch origins {
        case .any: true
        case .listed(let listed): listed.contains { $0.utf8.elementsEqual(origin.utf8) }
        // Several origins in one field are not an origin, although the end of the text may look like one.
        case .matching(let isAllowed): !origin.utf8.contains { $0 == 0x2c || $0 == 0x20 } && isAllowed(origin)
        }
    }

    /// Returns whether a text is a list of field names.
    private static func isListOfNames(_ text: String) -> Bool {
        text.listElements.allSatisfy { FieldName(String(Substring($0))) != nil }
    }

    /// Returns an origin as a browser writes it (HTML Standard §7.1.1): in lower case, without the scheme's default
    /// port; nil if the text is not an origin.
    private static func serialized(_ text: String) -> String? {
        let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
            !parts[1].utf8.contains(where: { [0x2a, 0x2c, 0x2f, 0x3f, 0x23, 0x40, 0x5c].contains($0) || $0 <= 0x20 })
        else { return nil }
        let port = parts[0] == "https" ? ":443" : parts[0] == "http" ? ":80" : nil
        if let port, parts[1].hasSuffix(port) { return parts[0] + "://" + parts[1].dropLast(port.count) }
        return String(parts[0] + "://" + parts[1])
    }
}
