import COpenSSL

/// Prepares OpenSSL's contexts to encrypt or decrypt a session ticket.
enum TicketCipher {
    nonisolated(unsafe) private static let cipher = EVP_CIPHER_fetch(nil, "AES-256-CBC", nil)
    private static let ivLength = 16

    /// Prepares the encryption of a ticket.
    ///
    /// - Returns: 1, or -1 on failure.
    static func encrypt(
        _ keys: TicketKeys, _ name: UnsafeMutablePointer<UInt8>, _ iv: UnsafeMutablePointer<UInt8>,
        _ context: OpaquePointer?, _ mac: OpaquePointer?
    ) -> Int32 {
        guard let key = keys.current(), RAND_bytes(iv, Int32(ivLength)) == 1 else { return -1 }
        for (index, byte) in key.name.enumerated() { name[index] = byte }
        guard EVP_EncryptInit_ex2(context, cipher, key.encryption, iv, nil) == 1,
            taproom_tls_set_mac_key(mac, key.authentication, key.authentication.count) == 1
        else { return -1 }
        return 1
    }

    /// Prepares the decryption of a ticket.
    ///
    /// - Returns: 0 if the key is unknown, which leads to a full handshake; 1 on success; 2 if the client needs a new
    ///   ticket because the key no longer encrypts; -1 on failure.
    static func decrypt(
        _ keys: TicketKeys, _ name: UnsafeMutablePointer<UInt8>, _ iv: UnsafeMutablePointer<UInt8>,
        _ context: OpaquePointer?, _ mac: OpaquePointer?
    ) -> Int32 {
        guard let (key, isCurrent) = keys.key(named: UnsafeBufferPointer(start: name, count: 16)) else { return 0 }
        guard taproom_tls_set_mac_key(mac, key.authentication, key.authentication.count) == 1,
            EVP_DecryptInit_ex2(context, cipher, key.encryption, iv, nil) == 1
        else { return -1 }
        return isCurrent ? 1 : 2
    }
}
