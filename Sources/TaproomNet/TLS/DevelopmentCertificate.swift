import COpenSSL
import Glibc

/// A certificate for a developer's own machine. It signs itself, so that only who is told to trust it does.
package enum DevelopmentCertificate {
    private static let days = 397

    /// Writes a certificate for localhost, 127.0.0.1 and ::1, and its key, which only the owner may read. Both are PEM.
    ///
    /// - Throws: `TLSError` if a file is there already, `SystemError` if one can't be written: then neither is left.
    package static func write(certificate path: String, key keyPath: String) throws {
        CryptoLibrary.prepare()
        guard path != keyPath else { throw TLSError("the certificate and its key need files of their own: \(path)") }
        for path in [path, keyPath] where access(path, F_OK) == 0 {
            throw TLSError("\(path) is there already: delete it, or name another file")
        }
        guard let key = taproom_make_p256_key() else { throw TLSError.last("make a key") }
        defer { EVP_PKEY_free(key) }
        guard let certificate = make(key) else { throw TLSError.last("make a certificate") }
        defer { X509_free(certificate) }
        try write(path, mode: 0o644) { PEM_write_bio_X509($0, certificate) }
        do {
            try write(keyPath, mode: 0o600) { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func make(_ key: OpaquePointer) -> OpaquePointer? {
        guard let certificate = X509_new() else { return nil }
        var serial: UInt64 = 0
        withUnsafeMutableBytes(of: &serial) { _ = RAND_bytes($0.baseAddress, Int32($0.count)) }
        let name = X509_get_subject_name(certificate)
        let extensions = [
            (NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"),
            // No authority: to trust this certificate is to trust no other one.
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, "serverAuth"),
        ]
        let isMade =
            X509_set_version(certificate, 2) == 1
            && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400) != nil
            && X509_NAME_add_entry_by_txt(name, "CN", Int32(MBSTRING_UTF8), "localhost", -1, -1, 0) == 1
            && X509_set_issuer_name(certificate, name) == 1
            && X509_set_pubkey(certificate, key) == 1
            && extensions.allSatisfy { add($0.0, $0.1, to: certificate) }
            && X509_sign(certificate, key, EVP_sha256()) > 0
        guard isMade else {
            X509_free(certificate)
            return nil
        }
        return certificate
    }

    private static func add(_ kind: Int32, _ value: String, to certificate: OpaquePointer) -> Bool {
        guard let made = X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { X509_EXTENSION_free(made) }
        return X509_add_ext(certificate, made, -1) == 1
    }

    private static func write(_ path: String, mode: mode_t, _ write: (OpaquePointer) -> Int32) throws {
        guard let text = TLSMemory.written(write) else { throw TLSError.last("write \(path)") }
        let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard number >= 0 else { throw SystemError("write \(path)") }
        let file = FileDescriptor(number)
        var done = 0
        while done < text.count {
            let count = text.withUnsafeBytes { bytes in
                uninterrupted { Glibc.write(file.number, bytes.baseAddress.map { $0 + done }, bytes.count - done) }
            }
            guard count > 0 else {
                let error = SystemError("write \(path)")
                unlink(path)
                throw error
            }
            done += count
        }
    }
}
