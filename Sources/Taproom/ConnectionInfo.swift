import TaproomNet

/// What is known of the connection that a request came over.
public final class ConnectionInfo: Sendable {
    /// The other end's address; nil for a request made in a test.
    public let peer: SocketAddress?
    /// Whether the connection itself is encrypted.
    public let isSecure: Bool

    public init(peer: SocketAddress? = nil, isSecure: Bool = false) {
        self.peer = peer
        self.isSecure = isSecure
    }

    /// The other end's host in numbers, `-` where there is none.
    public var peerHost: String { peer?.host ?? "-" }
}
