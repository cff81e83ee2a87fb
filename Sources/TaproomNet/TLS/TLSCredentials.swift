import COpenSSL

/// A certificate with its chain, private key and OCSP response, read from files. It never changes.
package final class TLSCredentials: @unchecked Sendable {
    /// The files of one certificate.
    package struct Files: Sendable, Equatable {
        /// The path of a PEM file with the certificate, followed by the intermediate certificates.
        package let certificate: String
        /// The path of a PEM file with the unencrypted private key.
        package let key: String
        /// The path of a DER file with the response of the certificate's OCSP responder; nil for none.
        package let ocspResponse: String?

        package init(certificate: String, key: String, ocspResponse: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.ocspResponse = ocspResponse
        }

        /// The paths of all files.
        package var paths: [String] { [certificate, key] + (ocspResponse.map { [$0] } ?? []) }
    }

    let certificate: OpaquePointer
    let chain: [OpaquePointer]
    let key: OpaquePointer
    let ocspResponse: [UInt8]?
    /// The DNS names of the certificate, in lower case. A name may begin with `*.`.
    package let names: [String]

    /// - Throws: `TLSError` if a file can't be read, the key does not belong to the certificate, or the certificate has
    ///   expired or is not valid yet.
    package init(_ files: Files) throws(TLSError) {
        ocspResponse = if let path = files.ocspResponse { try Self.bytes(of: path) } else { nil }
        var certificates = try Self.certificates(in: Self.bytes(of: files.certificate), of: files.certificate)
        certificate = certificates.removeFirst()
        chain = certificates
        do {
            key = try Self.key(of: files.key)
        } catch {
            Self.free([certificate] + chain)
            throw error
        }
        names = Self.names(of: certificate)
        try Self.check(certificate, key, files)
    }

    deinit {
        Self.free([certificate] + chain)
        EVP_PKEY_free(key)
    }

    /// Presents the certificate with its chain in handshakes of an OpenSSL context.
    func use(in context: OpaquePointer) throws(TLSError) {
        guard SSL_CTX_use_certificate(context, certificate) == 1, SSL_CTX_use_PrivateKey(context, key) == 1 else {
            throw .last("use the certificate")
        }
        for certificate in chain {
            guard taproom_tls_add_chain(context, certificate) == 1 else { throw .last("use the certificate's chain") }
        }
    }

    static func free(_ certificates: [OpaquePointer]) {
        for certificate in certificates { X509_free(certificate) }
    }

    private static func check(
        _ certificate: OpaquePointer, _ key: OpaquePointer, _ files: Files
    ) throws(TLSError) {
        guard X509_check_private_key(certificate, key) == 1 else {
            ERR_clear_error()
            throw TLSError("the key \(files.key) does not belong to the certificate \(files.certificate)")
        }
        guard X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0 else {
            throw TLSError("the certificate \(files.certificate) has expired")
        }
        guard X509_cmp_current_time(X509_get0_notBefore(certificate)) < 0 else {
            throw TLSError("the certificate \(files.certificate) is not valid yet")
        }
    }

    // MARK: Files

    /// Returns all certificates of a PEM file's content, at least one. The caller must free them.
    static func certificates(in text: [UInt8], of path: String) throws(TLSError) -> [OpaquePointer] {
        let bio = try TLSMemory.reading(text)
        defer { BIO_free(bio) }
        var certificates: [OpaquePointer] = []
        ERR_clear_error()
        while let certificate = PEM_read_bio_X509(bio, nil, nil, nil) { certificates.append(certificate) }
        let isEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
        guard !certificates.isEmpty, isEnd else {
            free(certificates)
            if isEnd {
                ERR_clear_error()
                throw TLSError("\(path) holds no certificate in PEM form")
            }
            throw .last("read the certificate \(path)")
        }
        ERR_clear_error()
        return certificates
    }

    private static func key(of path: String) throws(TLSError) -> OpaquePointer {
        let bio = try TLSMemory.reading(bytes(of: path))
        defer { BIO_free(bio) }
        ERR_clear_error()
        // Without this callback OpenSSL would ask for a passphrase on the terminal.
        var isEncrypted = false
        let key = PEM_read_bio_PrivateKey(
            bio, nil,
            { _, _, _, isEncrypted in
                isEncrypted?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }, &isEncrypted)
        guard let key else {
            ERR_clear_error()
            throw TLSError(
                isEncrypted
                    ? "the key \(path) is encrypted: decrypt it first" : "\(path) holds no private key in PEM form")
        }
        return key
    }

    /// The longest file that is read, in bytes.
    private static let longestFile = 4 * 1024 * 1024

    static func bytes(of path: String) throws(TLSError) -> [UInt8] {
        do {
            guard let file = try OpenFile(path: path), !file.isDirectory else {
                throw TLSError("\(path) can't be read")
            }
            var bytes: [UInt8] = []
            guard file.size <= longestFile, file.read(from: 0, count: file.size, into: &bytes) else {
                throw TLSError("\(path) can't be read")
            }
            return bytes
        } catch let error as TLSError {
            throw error
        } catch {
            throw TLSError("\(error)")
        }
    }

    // MARK: Names

    private static func names(of certificate: OpaquePointer) -> [String] {
        var names: OpaquePointer?
        let count = taproom_subject_alternative_names(certificate, &names)
        guard let names else { return [] }
        defer { GENERAL_NAMES_free(names) }
        return (0..<count).compactMap { index in
            var length: Int32 = 0
            guard let text = taproom_dns_name(names, index, &length), length > 0 else { return nil }
            return String(decoding: UnsafeBufferPointer(start: text, count: Int(length)), as: UTF8.self).lowercased()
        }
    }

    /// Whether the certificate is valid for a host (RFC 6125 §6.4). A `*` stands for one label.
    func matches(_ host: String) -> Bool {
        let host = host.lowercased()
        let parent = host.firstIndex(of: ".").map { host[$0...] }
        return names.contains { $0 == host || ($0.hasPrefix("*.") && $0.dropFirst() == parent) }
    }
}
