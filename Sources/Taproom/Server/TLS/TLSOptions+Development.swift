import TaproomNet

extension TLSOptions {
    /// Writes a certificate for localhost, 127.0.0.1 and ::1, and its private key, for development. It signs itself, so that
    /// a client has to be told to trust it.
    ///
    /// - Parameters:
    ///   - certificate: the path of the PEM file to write; there must be none yet.
    ///   - key: the path of the private key's PEM file, which only its owner may read; there must be none yet.
    /// - Throws: `TLSError` if a file is there already, `SystemError` if one can't be written: then neither is left.
    public static func writeDevelopmentCertificate(_ certificate: String, key: String) throws {
        try DevelopmentCertificate.write(certificate: certificate, key: key)
    }
}
