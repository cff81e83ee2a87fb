/// Turns a session's JSON into what Redis stores, and back: to encrypt it, say. express-session's JSON is
/// stored only by the plain one.
public protocol SessionSerializer: Sendable {
    /// The stored form. A save compares it with what is stored: where the same JSON gives other bytes each time,
    /// as under a random nonce, the save of a loaded session takes a second round trip.
    func encode(_ json: [UInt8]) throws -> [UInt8]
    /// The session's JSON from its stored form.
    func decode(_ stored: [UInt8]) throws -> [UInt8]
}

/// JSON as it is.
public struct PlainSerializer: SessionSerializer {
    /// A serializer that changes nothing.
    public init() {}
    /// The JSON itself.
    public func encode(_ json: [UInt8]) -> [UInt8] { json }
    /// The stored bytes themselves.
    public func decode(_ stored: [UInt8]) -> [UInt8] { stored }
}
