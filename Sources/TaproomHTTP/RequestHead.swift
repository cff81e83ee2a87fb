/// The positions of a header field's name and value.
package struct FieldSlice: Sendable, Equatable {
    /// The bytes of the name.
    package let name: ByteRange
    /// The bytes of the value, without white space around it.
    package let value: ByteRange
}

/// How a message's content is delimited (RFC 9112 §6.3).
package enum BodyFraming: Sendable, Equatable {
    case none
    /// The content has a known length of at least 1 byte.
    case length(Int)
    case chunked
}

/// A parsed request head: offsets into the message's bytes, and the state of the connection.
package struct RequestHead: Sendable {
    /// The request method.
    package internal(set) var method = HTTPMethod.get
    /// The request target as it was sent (RFC 9112 §3.2).
    package internal(set) var target = ByteRange(0, 0)
    /// The target's path, percent-encoded; `*` in asterisk form; empty in an absolute form without a path.
    package internal(set) var path = ByteRange(0, 0)
    /// The query after the first `?`; empty if there is none.
    package internal(set) var query = ByteRange(0, 0)
    /// The authority of an absolute-form target, otherwise the value of Host.
    package internal(set) var authority = ByteRange(0, 0)
    /// The minor version: 1 for HTTP/1.1, 0 for HTTP/1.0.
    package internal(set) var minorVersion = 1
    /// The header fields in the order sent.
    package internal(set) var fields: [FieldSlice] = []
    /// How the content is delimited.
    package internal(set) var framing = BodyFraming.none
    /// Whether the connection may carry another request after this one (RFC 9112 §9.3).
    package internal(set) var keepAlive = true
    /// Whether the client waits for 100 Continue before it sends the content (RFC 9110 §10.1.1).
    package internal(set) var expectsContinue = false
    /// Whether the path contains a `%`.
    package internal(set) var pathIsEncoded = false

    /// Makes an empty head, which a parser fills in.
    package init() {}

    /// Resets everything but the fields for the next request.
    mutating func reset() {
        authority = ByteRange(0, 0)
        query = ByteRange(0, 0)
        framing = .none
        keepAlive = true
        expectsContinue = false
        pathIsEncoded = false
    }
}
