/// The options of an HTTPS server: its certificates, and the clients that may connect.
///
///     try await app.run(host: "0.0.0.0", port: 443, tls: TLSOptions(certificate: "fullchain.pem", key: "privkey.pem"))
///
/// The server speaks TLS 1.2 and 1.3 with the cipher suites and curves of Mozilla's intermediate profile. It reads
/// certificates, keys, OCSP responses and ticket keys again when a file changes, and on SIGHUP. Existing connections
/// stay open.
public struct TLSOptions: Sendable {
    /// The files of a certificate.
    public struct Certificate: Sendable, Equatable {
        /// The path of a PEM file with the certificate, followed by the intermediate certificates.
        public var certificate: String
        /// The path of a PEM file with the unencrypted private key.
        public var key: String
        /// The path of a DER file with the response of the certificate's OCSP responder, which is stapled to the
        /// handshake (RFC 6066 §8); nil for none. Another program has to keep it up to date.
        public var ocspResponse: String?

        /// Makes a certificate from the paths of its files.
        public init(certificate: String, key: String, ocspResponse: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.ocspResponse = ocspResponse
        }
    }

    /// Whether clients must present certificates.
    public enum ClientCertificates: Sendable, Equatable {
        /// Clients are not asked for a certificate.
        case none
        /// Clients are asked for a certificate, but are also served without one. `authorities` is the path of a PEM
        /// file.
        case optional(authorities: String)
        /// Clients without a certificate of the authorities are rejected. `authorities` is the path of a PEM file.
        case required(authorities: String)

        /// The path of the authorities' file; nil if clients are not asked.
        var authorities: String? {
            switch self {
            case .none: nil
            case .optional(let authorities), .required(let authorities): authorities
            }
        }

        var isRequired: Bool { if case .required = self { true } else { false } }
    }

    /// The certificates. A client gets the first one for the name that it requests (SNI), otherwise the first of all.
    public var certificates: [Certificate]
    /// Whether clients must present certificates. `Request.clientCertificate` is the certificate of a request's client.
    public var clientCertificates = ClientCertificates.none
    /// The path of a file with keys for session tickets, of 80 random bytes each, so that several servers can resume
    /// each other's sessions. The first key encrypts, and all keys decrypt. nil for keys that the process generates and
    /// replaces every 12 hours.
    public var ticketKeys: String?
    /// The port of a plain HTTP server that redirects to HTTPS (308); nil for none, 0 for any free port.
    public var redirectPort: Int?
    /// The longest time from the start of the connection to the end of the handshake; then the connection is closed.
    public var handshakeTimeout = Duration.seconds(10)
    /// The most handshakes that an event loop has under way. If there are more, the oldest one is given up.
    public var handshakeLimit = 1024

    /// - Parameter certificates: at least one.
    public init(certificates: [Certificate]) {
        self.certificates = certificates
    }

    /// - Parameters:
    ///   - certificate: the path of a PEM file with the certificate, followed by the intermediate certificates.
    ///   - key: the path of a PEM file with the private key.
    public init(certificate: String, key: String) {
        self.init(certificates: [Certificate(certificate: certificate, key: key)])
    }
}
