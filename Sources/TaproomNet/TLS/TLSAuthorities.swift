import COpenSSL

/// The certificates of trusted authorities, read from a file. They never change.
package final class TLSAuthorities: @unchecked Sendable {
    let certificates: [OpaquePointer]
    /// The file's content, which distinguishes the sessions of different authorities.
    let text: [UInt8]

    /// - Parameter path: the path of a PEM file.
    /// - Throws: `TLSError` if the file can't be read or holds no certificate.
    package init(_ path: String) throws(TLSError) {
        text = try TLSCredentials.bytes(of: path)
        certificates = try TLSCredentials.certificates(in: text, of: path)
    }

    deinit {
        TLSCredentials.free(certificates)
    }

    /// Trusts the authorities in an OpenSSL context.
    func trust(in context: OpaquePointer) throws(TLSError) {
        guard let store = SSL_CTX_get_cert_store(context) else { throw .last("check certificates") }
        for certificate in certificates { X509_STORE_add_cert(store, certificate) }
    }
}
