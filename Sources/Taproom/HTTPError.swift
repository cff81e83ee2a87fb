import TaproomHTTP

/// An error that says with which status the client is to be answered. Throw it from a handler or middleware.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    public var status: HTTPStatus
    /// A sentence for the client.
    public var message: String
    /// Header fields of the response, as Allow or Retry-After.
    public var headers: HeaderFields

    public init(_ status: HTTPStatus, _ message: String? = nil, headers: HeaderFields = HeaderFields()) {
        self.status = status
        self.message = message ?? status.reasonPhrase
        self.headers = headers
    }

    public var description: String { "\(status.code) \(message)" }
}
