/// How a server speaks HTTPS: its certificates, and whom it lets connect.
///
///     try await app.run(host: "0.0.0.0", port: 443, tls: TLSOptions(certificate: "fullchain.pem", key: "privkey.pem"))
///
/// TLS 1.2 and 1.3 with the cipher suites and curves of Mozilla's intermediate profile. Certificates, keys, OCSP responses
/// and ticket keys are read again when a file changes, and on SIGHUP; connections stay.
public struct TLSOptions: Sendable {
    /// The files of a certificate.
    public struct Certificate: Sendable, Equatable {
        /// The path of a PEM file: the certificate, followed by the intermediate ones.
        public var certificate: String
        /// The path of a PEM file: the private key, not encrypted.
        public var key: String
        /// The path of a DER file: the answer of the certificate's OCSP responder, which is stapled to the handshake
        /// (RFC 6066 §8); nil for none. Something else has to keep it up to date.
        public var ocspResponse: String?

        /// Names the files.
        public init(certificate: String, key: String, ocspResponse: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.ocspResponse = ocspResponse
        }
    }

    /// Whether clients have to present certificates of their own.
    public enum ClientCertificates: Sendable, Equatable {
        /// Clients are not asked.
        case none
        /// Clients are asked; those without a certificate are served, too. `authorities` is the path of a PEM file.
        case optional(authorities: String)
        /// Clients without a certificate of the authorities are refused. `authorities` is the path of a PEM file.
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

    /// The certificates. A client gets the first one for the name that it asks (SNI), or else the first of all.
    public var certificates: [Certificate]
    /// Whether clients have to present certificates. `Request.clientCertificate` tells whose.
    public var clientCertificates = ClientCertificates.none
    /// The path of a file with keys for session tickets, of 80 random bytes each, so that several servers resume each
    /// other's sessions: the first key encrypts, all decrypt. nil for keys that the process makes and replaces every 12
    /// hours.
    public var ticketKeys: String?
    /// The port of a plain HTTP server that redirects to HTTPS (308); nil for none. 0 picks a free one.
    public var redirectPort: Int?
    /// The longest time from the connection to the end of the handshake; then the connection is closed.
    public var handshakeTimeout = Duration.seconds(10)
    /// The most handshakes that an event loop has under way. Beyond it the oldest one is given up.
    public var handshakeLimit = 1024

    /// - Parameter certificates: at least one.
    public init(certificates: [Certificate]) {
        self.certificates = certificates
    }

    /// - Parameters:
    ///   - certificate: the path of a PEM file: the certificate, followed by the intermediate ones.
    ///   - key: the path of a PEM file: the private key.
    public init(certificate: String, key: String) {
        self.init(certificates: [Certificate(certificate: certificate, key: key)])
    }
}
