import COpenSSL

/// The certificates of authorities that are trusted, read from a file. Never changes.
package final class TLSAuthorities: @unchecked Sendable {
    let certificates: [OpaquePointer]
    /// The file's content, by which sessions of other authorities are told apart.
    let text: [UInt8]

    /// - Parameter path: of a PEM file.
    /// - Throws: `TLSError` if the file can't be read or holds no certificate.
    package init(_ path: String) throws(TLSError) {
        text = try TLSCredentials.bytes(of: path)
        certificates = try TLSCredentials.certificates(in: text, of: path)
    }

    deinit {
        TLSCredentials.free(certificates)
    }

    /// Trusts them in an OpenSSL context.
    func trust(in context: OpaquePointer) throws(TLSError) {
        guard let store = SSL_CTX_get_cert_store(context) else { throw .last("check certificates") }
        for certificate in certificates { X509_STORE_add_cert(store, certificate) }
    }
}
