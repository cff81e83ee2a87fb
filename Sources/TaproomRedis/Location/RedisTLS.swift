import TaproomNet

/// How a client speaks TLS with Redis. The server's certificate is verified unless that is turned off.
public struct RedisTLS: Sendable, Equatable {
    /// PEM: the authorities that are trusted; nil for those of the system.
    public var authoritiesFile: String?
    /// PEM: the client's certificate, for a server that asks for one; nil for none.
    public var certificateFile: String?
    /// PEM: the private key of the client's certificate.
    public var keyFile: String?
    /// The name that the server's certificate must be valid for; nil for the host that is connected to.
    public var serverName: String?
    /// Whether the server's certificate is verified. Without that anybody on the way can read and change everything.
    public var verifiesServer = true

    /// Verification by the system's authorities, and no certificate of the client's own.
    public init() {}

    /// Reads the files.
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
