import COpenSSL

/// The TLS settings of a client: the trusted authorities, and the client's own certificate. All of its connections
/// share them, and they never change.
package final class TLSClientContext: @unchecked Sendable {
    /// The settings of a context.
    package struct Options: Sendable {
        /// The path of a PEM file with the trusted authorities; nil for those of the system.
        package var authorities: String?
        /// Whether the server's certificate must be valid for the requested name.
        package var verifiesServer = true
        /// The client's certificate and key; nil for none.
        package var credentials: TLSCredentials?
        /// The application protocols to offer (RFC 7301); none by default.
        package var protocols: [String] = []
        /// Whether to use at most TLS 1.2.
        package var avoidsTLS13 = false

        package init() {}
    }

    let context: OpaquePointer
    private let verifiesServer: Bool

    /// - Throws: `TLSError`, for example for a file of authorities that can't be read.
    package init(_ options: Options = Options()) throws(TLSError) {
        CryptoLibrary.prepare()
        context = try TLSProfile.makeContext(isServer: false)
        verifiesServer = options.verifiesServer
        try trust(options.authorities)
        if let credentials = options.credentials { try credentials.use(in: context) }
        if options.avoidsTLS13 { taproom_tls_avoid_1_3(context) }
        if !options.protocols.isEmpty { offer(options.protocols) }
    }

    private func offer(_ protocols: [String]) {
        let list = protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        SSL_CTX_set_alpn_protos(context, list, UInt32(list.count))
    }

    deinit {
        SSL_CTX_free(context)
    }

    private func trust(_ authorities: String?) throws(TLSError) {
        SSL_CTX_set_verify(context, verifiesServer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        guard let authorities else {
            guard SSL_CTX_set_default_verify_paths(context) == 1 else { throw .last("find the system's authorities") }
            return
        }
        try TLSAuthorities(authorities).trust(in: context)
    }

    /// Returns the first message of a client, in one record.
    package func clientHello(name: String) throws(TLSError) -> [UInt8] {
        let session = try makeSession(over: StreamSocket(FileDescriptor(-1)), name: name)
        _ = session.handshake()
        return session.takeSealed()
    }

    /// Makes a new TLS session over a connected socket.
    ///
    /// - Parameters:
    ///   - name: the server's host name, or its numeric address.
    ///   - ticket: resumes an earlier session with this server; nil for a full handshake.
    package func makeSession(
        over socket: StreamSocket, name: String, resuming ticket: TLSTicket? = nil
    ) throws(TLSError) -> TLSSession {
        let session = try TLSSession(context: context, owner: self, ticketKeys: nil, socket: socket, isServer: false)
        try session.expect(name, isVerified: verifiesServer)
        if let ticket { session.resume(ticket) }
        return session
    }
}

/// The state of a session with which a client can resume it later.
package final class TLSTicket: @unchecked Sendable {
    let session: OpaquePointer

    init(_ session: OpaquePointer) {
        self.session = session
    }

    deinit {
        SSL_SESSION_free(session)
    }
}
