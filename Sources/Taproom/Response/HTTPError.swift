import TaproomHTTP

/// An error that says with which status the client is to be answered. Throw it from a handler or middleware.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    /// The status of the response.
    public var status: HTTPStatus
    /// A sentence for the client.
    public var message: String
    /// Header fields of the response, as Allow or Retry-After.
    public var headers: HeaderFields
    /// What is wrong with single fields of the request, by their paths.
    public var fields: [String: String]

    /// - Parameters:
    ///   - status: the status of the response.
    ///   - message: a sentence for the client; the reason phrase of the status if nil.
    ///   - headers: header fields of the response.
    ///   - fields: what is wrong with single fields of the request, by their paths such as `address.zip`.
    public init(
        _ status: HTTPStatus, _ message: String? = nil, headers: HeaderFields = HeaderFields(),
        fields: [String: String] = [:]
    ) {
        self.status = status
        self.message = message ?? status.reasonPhrase
        self.headers = headers
        self.fields = fields
    }

    /// What is wrong with one value of the request.
    init(_ status: HTTPStatus, _ failure: DecodingFailure) {
        self.init(status, failure.sentence, fields: failure.path.isEmpty ? [:] : [failure.path: failure.reason])
    }

    /// 503 for what may succeed a second later (Retry-After, RFC 9110 §10.2.3).
    package static func retryLater(_ message: String? = nil) -> HTTPError {
        var error = HTTPError(.serviceUnavailable, message)
        error.headers["Retry-After"] = "1"
        return error
    }

    /// The status code and the message.
    public var description: String { "\(status.code) \(message)" }
}
