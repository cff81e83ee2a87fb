import TaproomNet

extension TLSOptions {
    /// Writes a certificate for localhost, 127.0.0.1 and ::1, and its private key, for development. The certificate is
    /// self-signed, so clients must be told to trust it.
    ///
    /// - Parameters:
    ///   - certificate: the path of the certificate's PEM file, which must not exist yet.
    ///   - key: the path of the private key's PEM file, which must not exist yet. Only its owner may read it.
    /// - Throws: `TLSError` if a file exists already, and nothing is written; `SystemError` if a file can't be written.
    ///   If only the key can't be written, the certificate is removed.
    public static func writeDevelopmentCertificate(_ certificate: String, key: String) throws {
        try DevelopmentCertificate.write(certificate: certificate, key: key)
    }
}
