/// The bounds of what a request's head may be.
public struct RequestLimits: Sendable, Equatable {
    /// Bytes of the request line without its line end; more is 414.
    public var requestLine = 8 * 1024
    /// Bytes of all header field lines together; more is 431.
    public var headerSection = 32 * 1024
    /// Header fields; more is 431.
    public var fieldCount = 100

    /// The defaults.
    public init() {}

    /// The most bytes that a head can have, with its empty lines.
    public var head: Int { requestLine + headerSection + 8 }
}
