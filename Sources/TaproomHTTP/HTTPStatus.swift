/// A response's status code with its reason phrase (RFC 9110 §15).
public struct HTTPStatus: Sendable, Hashable {
    /// Three digits, 100 to 599.
    public let code: Int

    /// A status by its code; a code outside 100...599 becomes 500, as no client could read it.
    @inlinable
    public init(_ code: Int) {
        self.code = 100...599 ~= code ? code : 500
    }

    @inlinable public static var ok: HTTPStatus { HTTPStatus(200) }
    @inlinable public static var created: HTTPStatus { HTTPStatus(201) }
    @inlinable public static var accepted: HTTPStatus { HTTPStatus(202) }
    @inlinable public static var noContent: HTTPStatus { HTTPStatus(204) }
    @inlinable public static var resetContent: HTTPStatus { HTTPStatus(205) }
    @inlinable public static var partialContent: HTTPStatus { HTTPStatus(206) }
    @inlinable public static var movedPermanently: HTTPStatus { HTTPStatus(301) }
    @inlinable public static var found: HTTPStatus { HTTPStatus(302) }
    @inlinable public static var seeOther: HTTPStatus { HTTPStatus(303) }
    @inlinable public static var notModified: HTTPStatus { HTTPStatus(304) }
    @inlinable public static var temporaryRedirect: HTTPStatus { HTTPStatus(307) }
    @inlinable public static var permanentRedirect: HTTPStatus { HTTPStatus(308) }
    @inlinable public static var badRequest: HTTPStatus { HTTPStatus(400) }
    @inlinable public static var unauthorized: HTTPStatus { HTTPStatus(401) }
    @inlinable public static var forbidden: HTTPStatus { HTTPStatus(403) }
    @inlinable public static var notFound: HTTPStatus { HTTPStatus(404) }
    @inlinable public static var methodNotAllowed: HTTPStatus { HTTPStatus(405) }
    @inlinable public static var requestTimeout: HTTPStatus { HTTPStatus(408) }
    @inlinable public static var conflict: HTTPStatus { HTTPStatus(409) }
    @inlinable public static var lengthRequired: HTTPStatus { HTTPStatus(411) }
    @inlinable public static var preconditionFailed: HTTPStatus { HTTPStatus(412) }
    @inlinable public static var contentTooLarge: HTTPStatus { HTTPStatus(413) }
    @inlinable public static var uriTooLong: HTTPStatus { HTTPStatus(414) }
    @inlinable public static var unsupportedMediaType: HTTPStatus { HTTPStatus(415) }
    @inlinable public static var rangeNotSatisfiable: HTTPStatus { HTTPStatus(416) }
    @inlinable public static var expectationFailed: HTTPStatus { HTTPStatus(417) }
    @inlinable public static var unprocessableContent: HTTPStatus { HTTPStatus(422) }
    @inlinable public static var tooManyRequests: HTTPStatus { HTTPStatus(429) }
    @inlinable public static var requestHeaderFieldsTooLarge: HTTPStatus { HTTPStatus(431) }
    @inlinable public static var internalServerError: HTTPStatus { HTTPStatus(500) }
    @inlinable public static var notImplemented: HTTPStatus { HTTPStatus(501) }
    @inlinable public static var badGateway: HTTPStatus { HTTPStatus(502) }
    @inlinable public static var serviceUnavailable: HTTPStatus { HTTPStatus(503) }
    @inlinable public static var gatewayTimeout: HTTPStatus { HTTPStatus(504) }
    @inlinable public static var httpVersionNotSupported: HTTPStatus { HTTPStatus(505) }

    /// 1xx, 204 and 304 never have content (RFC 9110 §6.4.1), nor has 205 (§15.3.6).
    @inlinable
    public var forbidsContent: Bool { code < 200 || code == 204 || code == 205 || code == 304 }

    /// 1xx comes before the response, and is none itself (RFC 9110 §15.2).
    @inlinable
    public var isInformational: Bool { code < 200 }

    /// The phrase that the registry gives the code; empty for a code it does not know.
    public var reasonPhrase: String {
        switch code {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
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
        default: ""
        }
    }
}

extension HTTPStatus: CustomStringConvertible {
    public var description: String { "\(code) \(reasonPhrase)" }
}
