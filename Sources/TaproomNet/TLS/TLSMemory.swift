import COpenSSL

/// Memory that OpenSSL reads or writes.
enum TLSMemory {
    /// Returns an OpenSSL input with the bytes. The caller must free it.
    static func reading(_ bytes: [UInt8]) throws(TLSError) -> OpaquePointer {
        guard let bio = BIO_new(BIO_s_mem()) else { throw .last("read from memory") }
        BIO_write(bio, bytes, Int32(clamping: bytes.count))
        return bio
    }

    /// Returns the bytes that OpenSSL writes.
    ///
    /// - Parameter write: writes to the given output; returns 0 or less on failure.
    /// - Returns: nil on failure.
    static func written(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard write(bio) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(bio))
        let count = BIO_read(bio, &bytes, Int32(clamping: bytes.count))
        return Array(bytes.prefix(max(0, Int(count))))
    }
}
