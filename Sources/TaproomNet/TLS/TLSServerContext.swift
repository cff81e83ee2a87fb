import COpenSSL

/// The TLS settings of a server: certificates, client certificates and session tickets. Each event loop has its own
/// context, so that loops share no lock. It never changes; other certificates need another context.
package final class TLSServerContext: @unchecked Sendable {
    /// The settings of a context.
    package struct Options: Sendable {
        /// The certificates. The first one is for clients that request no name, or a name that no certificate is valid
        /// for.
        package var credentials: [TLSCredentials]
        package var ticketKeys: TicketKeys
        /// The authorities whose client certificates are accepted; nil to request none.
        package var clientAuthorities: TLSAuthorities?
        /// Whether a client without a certificate is rejected.
        package var requiresClientCertificate = false

        package init(credentials: [TLSCredentials], ticketKeys: TicketKeys) {
            self.credentials = credentials
            self.ticketKeys = ticketKeys
        }
    }

    /// The OpenSSL context of a certificate.
    private final class Identity {
        let context: OpaquePointer
        let credentials: TLSCredentials

        init(_ credentials: TLSCredentials) throws(TLSError) {
            context = try TLSProfile.makeContext(isServer: true)
            self.credentials = credentials
            try credentials.use(in: context)
        }

        deinit { SSL_CTX_free(context) }
    }

    private let identities: [Identity]
    let ticketKeys: TicketKeys
    /// The application protocols, in order of preference (RFC 7301).
    private let protocols = ["http/1.1", "http/1.0"].map { Array($0.utf8) }

    /// - Throws: `TLSError` if there is no certificate, or OpenSSL refuses the settings.
    package init(_ options: Options) throws(TLSError) {
        CryptoLibrary.prepare()
        guard !options.credentials.isEmpty else { throw TLSError("TLS needs a certificate") }
        var identities: [Identity] = []
        for credentials in options.credentials { identities.append(try Identity(credentials)) }
        self.identities = identities
        ticketKeys = options.ticketKeys
        for identity in identities {
            try acceptClients(of: identity.context, options)
            addCallbacks(to: identity)
        }
    }

    private func acceptClients(of context: OpaquePointer, _ options: Options) throws(TLSError) {
        var scope = [UInt8]("taproom".utf8)
        if let authorities = options.clientAuthorities {
            // The certificate of a resumed session is not checked again, so a session of other authorities must not be
            // resumed.
            scope = Self.digest(of: authorities.text, options.requiresClientCertificate)
            try authorities.trust(in: context)
            for authority in authorities.certificates { SSL_CTX_add_client_CA(context, authority) }
            let mode = SSL_VERIFY_PEER | (options.requiresClientCertificate ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0)
            SSL_CTX_set_verify(context, mode, nil)
        }
        SSL_CTX_set_session_id_context(context, scope, UInt32(scope.count))
    }

    private static func digest(of bytes: [UInt8], _ isRequired: Bool) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let input = bytes + [isRequired ? 1 : 0]
        SHA256(input, input.count, &digest)
        return digest
    }

    // MARK: Callbacks of a handshake

    private func addCallbacks(to identity: Identity) {
        let context = identity.context
        let this = Unmanaged.passUnretained(self).toOpaque()
        taproom_tls_set_name_callback(
            context,
            { ssl, _, this in
                guard let ssl, let this else { return SSL_TLSEXT_ERR_NOACK }
                return Unmanaged<TLSServerContext>.fromOpaque(this).takeUnretainedValue().chooseCertificate(ssl)
            }, this)
        SSL_CTX_set_alpn_select_cb(
            context,
            { _, chosen, length, offered, count, this in
                guard let this, let chosen, let length else { return SSL_TLSEXT_ERR_NOACK }
                return Unmanaged<TLSServerContext>.fromOpaque(this).takeUnretainedValue().chooseProtocol(
                    UnsafeBufferPointer(start: offered, count: Int(count)), &chosen.pointee, &length.pointee)
            }, this)
        SSL_CTX_set_tlsext_ticket_key_evp_cb(context) { ssl, name, iv, cipher, mac, isEncrypting in
            guard let keys = TLSSession.of(ssl)?.ticketKeys, let name, let iv else { return -1 }
            return isEncrypting == 1
                ? TicketCipher.encrypt(keys, name, iv, cipher, mac) : TicketCipher.decrypt(keys, name, iv, cipher, mac)
        }
        guard identity.credentials.ocspResponse != nil else { return }
        taproom_tls_set_status_callback(
            context,
            { ssl, identity in
                guard let ssl, let identity else { return SSL_TLSEXT_ERR_NOACK }
                let credentials = Unmanaged<Identity>.fromOpaque(identity).takeUnretainedValue().credentials
                guard let response = credentials.ocspResponse,
                    taproom_tls_set_status(ssl, response, response.count) == 1
                else { return SSL_TLSEXT_ERR_NOACK }
                return SSL_TLSEXT_ERR_OK
            }, Unmanaged.passUnretained(identity).toOpaque())
    }

    /// Chooses the certificate by the name that the client requests (RFC 6066 §3).
    private func chooseCertificate(_ ssl: OpaquePointer) -> Int32 {
        guard let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return SSL_TLSEXT_ERR_NOACK }
        let host = String(cString: name)
        guard let identity = identities.first(where: { $0.credentials.matches(host) }) else {
            return SSL_TLSEXT_ERR_NOACK
        }
        SSL_set_SSL_CTX(ssl, identity.context)
        return SSL_TLSEXT_ERR_OK
    }

    /// Chooses an application protocol. A client that offers none of the server's protocols is rejected (RFC 7301
    /// §3.2).
    private func chooseProtocol(
        _ offered: UnsafeBufferPointer<UInt8>, _ chosen: inout UnsafePointer<UInt8>?, _ length: inout UInt8
    ) -> Int32 {
        for name in protocols {
            var index = 0
            while index < offered.count {
                let count = Int(offered[index])
                let start = index + 1
                guard start + count <= offered.count else { break }
                if offered[start..<(start + count)].elementsEqual(name) {
                    chosen = offered.baseAddress.map { $0 + start }
                    length = UInt8(count)
                    return SSL_TLSEXT_ERR_OK
                }
                index = start + count
            }
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }

    // MARK: Sessions

    /// Makes a new TLS session over a socket that a client has connected.
    package func makeSession(over socket: StreamSocket) throws(TLSError) -> TLSSession {
        try TLSSession(
            context: identities[0].context, owner: self, ticketKeys: ticketKeys, socket: socket, isServer: true)
    }
}
