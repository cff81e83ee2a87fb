/// The limits of a request's head.
public struct RequestLimits: Sendable, Equatable {
    /// The most bytes of the request line without its line end; a longer one is rejected with 414.
    public var requestLine = 8 * 1024
    /// The most bytes of all header field lines; a longer header section is rejected with 431.
    public var headerSection = 32 * 1024
    /// The most header fields; a request with more is rejected with 431.
    public var fieldCount = 100

    /// Makes the default limits.
    public init() {}

    /// The most bytes of a head, including empty lines before it.
    public var head: Int { requestLine + headerSection + 8 }
}
