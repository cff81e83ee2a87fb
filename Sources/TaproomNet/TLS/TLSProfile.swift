import COpenSSL

/// The versions, cipher suites and curves: those of the intermediate profile of Mozilla's Server Side TLS, version 5.7.
enum TLSProfile {
    /// The cipher suites of TLS 1.2. Those of TLS 1.3 are OpenSSL's default.
    private static let ciphers = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ]
    private static let curves = "X25519:P-256:P-384"

    /// Makes an OpenSSL context with these settings.
    static func makeContext(isServer: Bool) throws(TLSError) -> OpaquePointer {
        ERR_clear_error()
        guard let context = SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
            throw .last("set up TLS")
        }
        guard taproom_tls_set_minimum(context, TLS1_2_VERSION) == 1,
            SSL_CTX_set_cipher_list(context, ciphers.joined(separator: ":")) == 1,
            taproom_tls_set_groups(context, curves) == 1
        else {
            SSL_CTX_free(context)
            throw .last("set up TLS")
        }
        taproom_tls_set_options(context)
        // The buffers of idle sessions are released, and a repeated write may come from another address.
        taproom_tls_set_mode(
            context,
            Int(SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER))
        taproom_tls_set_read_ahead(context)
        if isServer {
            taproom_tls_turn_cache_off(context)
            SSL_CTX_set_timeout(context, TicketKeys.lifetime)
        }
        return context
    }
}
