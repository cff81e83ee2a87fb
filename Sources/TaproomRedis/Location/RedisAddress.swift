/// The address of a server: a host and a port.
public struct RedisAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name, or an IPv4 or IPv6 address without brackets.
    public var host: String
    /// The port.
    public var port: UInt16

    /// - Parameters:
    ///   - host: a host name, or an IPv4 or IPv6 address without brackets.
    ///   - port: the port.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`, with brackets around an IPv6 address.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
