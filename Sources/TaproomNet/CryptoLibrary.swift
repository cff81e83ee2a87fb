import COpenSSL

/// OpenSSL's libcrypto, set up for a process of many threads.
package enum CryptoLibrary {
    /// Makes the library ready; to be called before its first use, as that settles how it is set up.
    ///
    /// At exit it would free what the threads that used it free as they end, and one of them may end at that time.
    package static func prepare() { _ = isPrepared }

    private static let isPrepared = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1
}
