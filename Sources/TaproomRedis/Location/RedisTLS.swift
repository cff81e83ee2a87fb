import TaproomNet

/// The TLS settings of a client's connections to Redis. The server's certificate is verified unless `verifiesServer` is
/// false.
public struct RedisTLS: Sendable, Equatable {
    /// The path of a PEM file with the trusted certificate authorities; nil for those of the system.
    public var authoritiesFile: String?
    /// The path of a PEM file with the client's certificate, for a server that requires one; nil for none.
    public var certificateFile: String?
    /// The path of a PEM file with the private key of the client's certificate; nil for none.
    public var keyFile: String?
    /// The name for which the server's certificate must be valid; nil for the host that the client connects to.
    public var serverName: String?
    /// Whether the server's certificate is verified. Without verification, an attacker between client and server can
    /// read and change everything.
    public var verifiesServer = true

    /// Settings that verify the server by the system's certificate authorities and present no client certificate.
    public init() {}

    /// Checks that all files can be used.
    ///
    /// - Throws: `RedisError.badTLS`, which names the file that can't be used.
    public func validate() throws(RedisError) {
        do {
            _ = try makeContext()
        } catch {
            throw .badTLS("\(error)")
        }
    }

    func makeContext() throws(TLSError) -> TLSClientContext {
        var options = TLSClientContext.Options()
        options.authorities = authoritiesFile
        options.verifiesServer = verifiesServer
        if let certificateFile, let keyFile {
            options.credentials = try TLSCredentials(.init(certificate: certificateFile, key: keyFile))
        }
        return try TLSClientContext(options)
    }
}
