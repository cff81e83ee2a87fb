import COpenSSL

/// A connection as OpenSSL's input and output. It reads from a `TLSInput`, and writes to the session's `sealed`.
enum TLSBIO {
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        guard let method = BIO_meth_new(BIO_get_new_index() | Int32(BIO_TYPE_SOURCE_SINK), "taproom") else {
            return nil
        }
        BIO_meth_set_read(method) { bio, buffer, count in
            guard let bio, let buffer, let data = BIO_get_data(bio) else { return -1 }
            taproom_tls_clear_retry(bio)
            let count = Unmanaged<TLSInput>.fromOpaque(data).takeUnretainedValue().read(into: buffer, count: Int(count))
            guard count == 0 else { return count }
            taproom_tls_retry_read(bio)
            return -1
        }
        BIO_meth_set_write(method) { bio, bytes, count in
            guard let bio, let bytes, let data = BIO_get_data(bio) else { return -1 }
            taproom_tls_clear_retry(bio)
            let isTaken = Unmanaged<TLSSession>.fromOpaque(data).takeUnretainedValue()
                .take(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            return isTaken ? count : -1
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        BIO_meth_set_create(method) { bio in
            BIO_set_init(bio, 1)
            return 1
        }
        return method
    }()

    static func make() -> OpaquePointer? { BIO_new(method) }
}
