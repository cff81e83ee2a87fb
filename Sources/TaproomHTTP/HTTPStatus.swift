/// A response's status code with its reason phrase (RFC 9110 §15).
public struct HTTPStatus: Sendable, Hashable {
    /// The code, 100 to 599.
    public let code: Int

    /// Makes a status from its code. A code outside of 100...599 becomes 500.
    @inlinable
    public init(_ code: Int) {
        self.code = 100...599 ~= code ? code : 500
    }

    /// 100 Continue.
    @inlinable public static var `continue`: HTTPStatus { HTTPStatus(100) }
    /// 101 Switching Protocols.
    @inlinable public static var switchingProtocols: HTTPStatus { HTTPStatus(101) }
    /// 102 Processing.
    @inlinable public static var processing: HTTPStatus { HTTPStatus(102) }
    /// 103 Early Hints.
    @inlinable public static var earlyHints: HTTPStatus { HTTPStatus(103) }
    /// 200 OK.
    @inlinable public static var ok: HTTPStatus { HTTPStatus(200) }
    /// 201 Created.
    @inlinable public static var created: HTTPStatus { HTTPStatus(201) }
    /// 202 Accepted.
    @inlinable public static var accepted: HTTPStatus { HTTPStatus(202) }
    /// 203 Non-Authoritative Information.
    @inlinable public static var nonAuthoritativeInformation: HTTPStatus { HTTPStatus(203) }
    /// 204 No Content.
    @inlinable public static var noContent: HTTPStatus { HTTPStatus(204) }
    /// 205 Reset Content.
    @inlinable public static var resetContent: HTTPStatus { HTTPStatus(205) }
    /// 206 Partial Content.
    @inlinable public static var partialContent: HTTPStatus { HTTPStatus(206) }
    /// 207 Multi-Status.
    @inlinable public static var multiStatus: HTTPStatus { HTTPStatus(207) }
    /// 208 Already Reported.
    @inlinable public static var alreadyReported: HTTPStatus { HTTPStatus(208) }
    /// 226 IM Used.
    @inlinable public static var imUsed: HTTPStatus { HTTPStatus(226) }
    /// 300 Multiple Choices.
    @inlinable public static var multipleChoices: HTTPStatus { HTTPStatus(300) }
    /// 301 Moved Permanently.
    @inlinable public static var movedPermanently: HTTPStatus { HTTPStatus(301) }
    /// 302 Found.
    @inlinable public static var found: HTTPStatus { HTTPStatus(302) }
    /// 303 See Other.
    @inlinable public static var seeOther: HTTPStatus { HTTPStatus(303) }
    /// 304 Not Modified.
    @inlinable public static var notModified: HTTPStatus { HTTPStatus(304) }
    /// 305 Use Proxy.
    @inlinable public static var useProxy: HTTPStatus { HTTPStatus(305) }
    /// 307 Temporary Redirect.
    @inlinable public static var temporaryRedirect: HTTPStatus { HTTPStatus(307) }
    /// 308 Permanent Redirect.
    @inlinable public static var permanentRedirect: HTTPStatus { HTTPStatus(308) }
    /// 400 Bad Request.
    @inlinable public static var badRequest: HTTPStatus { HTTPStatus(400) }
    /// 401 Unauthorized.
    @inlinable public static var unauthorized: HTTPStatus { HTTPStatus(401) }
    /// 402 Payment Required.
    @inlinable public static var paymentRequired: HTTPStatus { HTTPStatus(402) }
    /// 403 Forbidden.
    @inlinable public static var forbidden: HTTPStatus { HTTPStatus(403) }
    /// 404 Not Found.
    @inlinable public static var notFound: HTTPStatus { HTTPStatus(404) }
    /// 405 Method Not Allowed.
    @inlinable public static var methodNotAllowed: HTTPStatus { HTTPStatus(405) }
    /// 406 Not Acceptable.
    @inlinable public static var notAcceptable: HTTPStatus { HTTPStatus(406) }
    /// 407 Proxy Authentication Required.
    @inlinable public static var proxyAuthenticationRequired: HTTPStatus { HTTPStatus(407) }
    /// 408 Request Timeout.
    @inlinable public static var requestTimeout: HTTPStatus { HTTPStatus(408) }
    /// 409 Conflict.
    @inlinable public static var conflict: HTTPStatus { HTTPStatus(409) }
    /// 410 Gone.
    @inlinable public static var gone: HTTPStatus { HTTPStatus(410) }
    /// 411 Length Required.
    @inlinable public static var lengthRequired: HTTPStatus { HTTPStatus(411) }
    /// 412 Precondition Failed.
    @inlinable public static var preconditionFailed: HTTPStatus { HTTPStatus(412) }
    /// 413 Content Too Large.
    @inlinable public static var contentTooLarge: HTTPStatus { HTTPStatus(413) }
    /// 414 URI Too Long.
    @inlinable public static var uriTooLong: HTTPStatus { HTTPStatus(414) }
    /// 415 Unsupported Media Type.
    @inlinable public static var unsupportedMediaType: HTTPStatus { HTTPStatus(415) }
    /// 416 Range Not Satisfiable.
    @inlinable public static var rangeNotSatisfiable: HTTPStatus { HTTPStatus(416) }
    /// 417 Expectation Failed.
    @inlinable public static var expectationFailed: HTTPStatus { HTTPStatus(417) }
    /// 421 Misdirected Request.
    @inlinable public static var misdirectedRequest: HTTPStatus { HTTPStatus(421) }
    /// 422 Unprocessable Content.
    @inlinable public static var unprocessableContent: HTTPStatus { HTTPStatus(422) }
    /// 423 Locked.
    @inlinable public static var locked: HTTPStatus { HTTPStatus(423) }
    /// 424 Failed Dependency.
    @inlinable public static var failedDependency: HTTPStatus { HTTPStatus(424) }
    /// 425 Too Early.
    @inlinable public static var tooEarly: HTTPStatus { HTTPStatus(425) }
    /// 426 Upgrade Required.
    @inlinable public static var upgradeRequired: HTTPStatus { HTTPStatus(426) }
    /// 428 Precondition Required.
    @inlinable public static var preconditionRequired: HTTPStatus { HTTPStatus(428) }
    /// 429 Too Many Requests.
    @inlinable public static var tooManyRequests: HTTPStatus { HTTPStatus(429) }
    /// 431 Request Header Fields Too Large.
    @inlinable public static var requestHeaderFieldsTooLarge: HTTPStatus { HTTPStatus(431) }
    /// 451 Unavailable For Legal Reasons.
    @inlinable public static var unavailableForLegalReasons: HTTPStatus { HTTPStatus(451) }
    /// 500 Internal Server Error.
    @inlinable public static var internalServerError: HTTPStatus { HTTPStatus(500) }
    /// 501 Not Implemented.
    @inlinable public static var notImplemented: HTTPStatus { HTTPStatus(501) }
    /// 502 Bad Gateway.
    @inlinable public static var badGateway: HTTPStatus { HTTPStatus(502) }
    /// 503 Service Unavailable.
    @inlinable public static var serviceUnavailable: HTTPStatus { HTTPStatus(503) }
    /// 504 Gateway Timeout.
    @inlinable public static var gatewayTimeout: HTTPStatus { HTTPStatus(504) }
    /// 505 HTTP Version Not Supported.
    @inlinable public static var httpVersionNotSupported: HTTPStatus { HTTPStatus(505) }
    /// 506 Variant Also Negotiates.
    @inlinable public static var variantAlsoNegotiates: HTTPStatus { HTTPStatus(506) }
    /// 507 Insufficient Storage.
    @inlinable public static var insufficientStorage: HTTPStatus { HTTPStatus(507) }
    /// 508 Loop Detected.
    @inlinable public static var loopDetected: HTTPStatus { HTTPStatus(508) }
    /// 510 Not Extended.
    @inlinable public static var notExtended: HTTPStatus { HTTPStatus(510) }
    /// 511 Network Authentication Required.
    @inlinable public static var networkAuthenticationRequired: HTTPStatus { HTTPStatus(511) }

    /// Whether the response has no content: 1xx, 204 and 304 (RFC 9110 §6.4.1), and 205 (§15.3.6).
    @inlinable
    public var forbidsContent: Bool { code < 200 || code == 204 || code == 205 || code == 304 }

    /// Whether the status is a 1xx one, which precedes the final response (RFC 9110 §15.2).
    @inlinable
    public var isInformational: Bool { code < 200 }

    /// The registered reason phrase; empty for an unregistered code.
    public var reasonPhrase: String {
        switch code {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 102: "Processing"
        case 103: "Early Hints"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 207: "Multi-Status"
        case 208: "Already Reported"
        case 226: "IM Used"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 305: "Use Proxy"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 407: "Proxy Authentication Required"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 424: "Failed Dependency"
        case 425: "Too Early"
        case 426: "Upgrade Required"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 451: "Unavailable For Legal Reasons"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 506: "Variant Also Negotiates"
        case 507: "Insufficient Storage"
        case 508: "Loop Detected"
        case 510: "Not Extended"
        case 511: "Network Authentication Required"
        default: ""
        }
    }
}

extension HTTPStatus: CustomStringConvertible {
    /// The code and the reason phrase, such as `404 Not Found`.
    public var description: String { "\(code) \(reasonPhrase)" }
}
