import COpenSSL

/// Initializes OpenSSL's libcrypto for a process with several threads.
package enum CryptoLibrary {
    /// Initializes the library. Call it before its first use, which would fix its settings.
    ///
    /// It turns off the library's cleanup at exit, which would race with threads that end at that time.
    package static func prepare() { _ = isPrepared }

    private static let isPrepared = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1
}
