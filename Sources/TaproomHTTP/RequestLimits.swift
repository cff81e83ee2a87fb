/// The limits of a request's head.
public struct RequestLimits: Sendable, Equatable {
    /// The most bytes of the request line without its line end; more is 414.
    public var requestLine = 8 * 1024
    /// The most bytes of all header field lines; more is 431.
    public var headerSection = 32 * 1024
    /// The most header fields; more is 431.
    public var fieldCount = 100

    /// The defaults.
    public init() {}

    /// The most bytes of a head, including empty lines before it.
    public var head: Int { requestLine + headerSection + 8 }
}
