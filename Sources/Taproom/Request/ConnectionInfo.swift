import TaproomNet

/// The connection over which a request arrived.
public final class ConnectionInfo: Sendable {
    /// The peer's address; nil if it is not known, as in tests.
    package let peer: SocketAddress?
    /// Whether the connection itself is encrypted.
    public let isSecure: Bool
    /// The certificate that the client presented; nil for none.
    public let clientCertificate: ClientCertificate?
    /// The event loop that serves the connection; nil for a request made in a test.
    @usableFromInline let loop: EventLoop?

    /// The limit of the content that the server holds in memory; nil for no limit.
    let bodyBudget: BodyBudget?

    /// Makes a connection without a socket, for tests.
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

    /// Returns a copy with the certificate that the client presented.
    func with(_ certificate: ClientCertificate) -> ConnectionInfo {
        ConnectionInfo(
            peer: peer, isSecure: isSecure, clientCertificate: certificate, loop: loop, bodyBudget: bodyBudget)
    }

    /// The peer's numeric address without the port; `-` if it is not known.
    public var peerHost: String { peer?.host ?? "-" }
}
