/// One header field: where its name and its value, without the white space around it, stand.
public struct FieldSlice: Sendable, Equatable {
    /// The bytes of the name.
    public let name: ByteRange
    /// The bytes of the value, without white space around it.
    public let value: ByteRange
}

/// How a message's content is delimited (RFC 9112 §6.3).
public enum BodyFraming: Sendable, Equatable {
    case none
    /// So many bytes, more than none.
    case length(Int)
    case chunked
}

/// A request's head, taken apart in place: offsets into the message's bytes, and what the connection must
/// know to go on.
public struct RequestHead: Sendable {
    /// The request method.
    public internal(set) var method = HTTPMethod.get
    /// The request target as it was sent (RFC 9112 §3.2).
    public internal(set) var target = ByteRange(0, 0)
    /// The target's path, still percent-encoded; `*` in asterisk form; empty in an absolute form without one.
    public internal(set) var path = ByteRange(0, 0)
    /// What follows the first `?`, without it; empty when there is none.
    public internal(set) var query = ByteRange(0, 0)
    /// The authority of an absolute-form target, or else the value of Host.
    public internal(set) var authority = ByteRange(0, 0)
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    public internal(set) var minorVersion = 1
    /// The header fields in the order sent.
    public internal(set) var fields: [FieldSlice] = []
    /// How the content is delimited.
    public internal(set) var framing = BodyFraming.none
    /// Whether the connection may carry another request after this one (RFC 9112 §9.3).
    public internal(set) var keepAlive = true
    /// Whether the client waits for 100 Continue before it sends the content (RFC 9110 §10.1.1).
    public internal(set) var expectsContinue = false
    /// Whether the path holds a `%`.
    public internal(set) var pathIsEncoded = false

    /// An empty head, for a parser to fill in.
    public init() {}

    /// Makes it ready for the next request, but for the fields.
    mutating func reset() {
        authority = ByteRange(0, 0)
        query = ByteRange(0, 0)
        framing = .none
        keepAlive = true
        expectsContinue = false
        pathIsEncoded = false
    }
}
