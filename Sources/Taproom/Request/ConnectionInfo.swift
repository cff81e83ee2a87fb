import TaproomNet

/// What is known of the connection that a request came over.
public final class ConnectionInfo: Sendable {
    /// The other end's address; nil for a request made in a test.
    package let peer: SocketAddress?
    /// Whether the connection itself is encrypted.
    public let isSecure: Bool
    /// The certificate that the client has presented; nil for none.
    public let clientCertificate: ClientCertificate?
    /// The event loop that serves it; nil for a request made in a test.
    @usableFromInline let loop: EventLoop?

    /// What limits the content that its server holds in memory; nil for no limit.
    let bodyBudget: BodyBudget?

    /// A connection that no socket stands for, as in tests.
    ///
    /// - Parameters:
    ///   - peer: the client's address; nil for none.
    ///   - isSecure: whether the connection uses TLS.
    package convenience init(peer: SocketAddress? = nil, isSecure: Bool = false) {
        self.init(peer: peer, isSecure: isSecure, loop: nil)
    }

    init(
        peer: SocketAddress?, isSecure: Bool = false, clientCertificate: ClientCertificate? = nil, loop: EventLoop?,
        bodyBudget: BodyBudget? = nil
    ) {
        self.peer = peer
        self.clientCertificate = clientCertificate
        self.bodyBudget = bodyBudget
        self.isSecure = isSecure
        self.loop = loop
    }

    /// The same with the certificate that the client has presented.
    func with(_ certificate: ClientCertificate) -> ConnectionInfo {
        ConnectionInfo(
            peer: peer, isSecure: isSecure, clientCertificate: certificate, loop: loop, bodyBudget: bodyBudget)
    }

    /// The other end's host in numbers, `-` where there is none.
    public var peerHost: String { peer?.host ?? "-" }
}
