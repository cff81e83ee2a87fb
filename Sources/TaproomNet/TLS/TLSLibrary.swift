import COpenSSL

/// A library context of OpenSSL: its algorithms, with the locks around them. Threads that share one wait for each other in
/// each handshake, so an event loop has its own.
final class TLSLibrary: @unchecked Sendable {
    let context: OpaquePointer

    init() throws(TLSError) {
        CryptoLibrary.prepare()
        guard let context = OSSL_LIB_CTX_new() else { throw .last("set up TLS") }
        self.context = context
    }

    deinit {
        OSSL_LIB_CTX_free(context)
    }
}
