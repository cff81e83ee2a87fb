/// Converts a session's JSON to the stored value and back, for example to encrypt it. Express can read the sessions
/// only if `PlainSerializer` is used.
public protocol SessionSerializer: Sendable {
    /// Returns the stored value of a session's JSON. A save compares it with the value in Redis. If the same JSON gives
    /// other bytes each time, for example because of a random nonce, saving a loaded session takes a second round trip.
    func encode(_ json: [UInt8]) throws -> [UInt8]
    /// Returns the session's JSON of a stored value.
    func decode(_ stored: [UInt8]) throws -> [UInt8]
}

/// A serializer that stores the JSON unchanged.
public struct PlainSerializer: SessionSerializer {
    /// Makes the serializer, which has no settings.
    public init() {}
    /// Returns the JSON itself.
    public func encode(_ json: [UInt8]) -> [UInt8] { json }
    /// Returns the stored bytes themselves.
    public func decode(_ stored: [UInt8]) -> [UInt8] { stored }
}
