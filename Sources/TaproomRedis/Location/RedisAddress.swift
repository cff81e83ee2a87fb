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

    /// nil unless the host has a text, and the port is a number from 1 to 65535.
    init?(announced host: String?, _ port: Int?) {
        guard let host, !host.isEmpty, let port = port.flatMap({ UInt16(exactly: $0) }), port > 0 else { return nil }
        self.init(host: host, port: port)
    }

    /// `host:port`, with brackets around an IPv6 address.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
