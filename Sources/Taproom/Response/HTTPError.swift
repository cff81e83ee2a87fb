import TaproomHTTP

/// An error with the status of the response to the client. Throw it from a handler or middleware.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    /// The status of the response.
    public var status: HTTPStatus
    /// A sentence for the client.
    public var message: String
    /// Header fields of the response, such as Allow or Retry-After.
    public var headers: HeaderFields
    /// The errors of single fields of the request, by the fields' paths.
    public var fields: [String: String]

    /// - Parameters:
    ///   - status: the status of the response.
    ///   - message: a sentence for the client; nil for the reason phrase of the status.
    ///   - headers: header fields of the response.
    ///   - fields: the errors of single fields of the request, by paths such as `address.zip`.
    public init(
        _ status: HTTPStatus, _ message: String? = nil, headers: HeaderFields = HeaderFields(),
        fields: [String: String] = [:]
    ) {
        self.status = status
        self.message = message ?? status.reasonPhrase
        self.headers = headers
        self.fields = fields
    }

    /// Makes the error for one value of the request that could not be decoded.
    init(_ status: HTTPStatus, _ failure: DecodingFailure) {
        self.init(status, failure.sentence, fields: failure.path.isEmpty ? [:] : [failure.path: failure.reason])
    }

    /// Returns a 503 that tells the client to retry after a second (Retry-After, RFC 9110 §10.2.3).
    package static func retryLater(_ message: String? = nil) -> HTTPError {
        var error = HTTPError(.serviceUnavailable, message)
        error.headers["Retry-After"] = "1"
        return error
    }

    /// The status code and the message.
    public var description: String { "\(status.code) \(message)" }
}
