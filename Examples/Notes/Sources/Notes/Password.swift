import CScrypt
import Foundation

/// What is stored of a password: its scrypt hash (RFC 7914), and the random salt that went into it.
struct Password {
    /// Random bytes, so that equal passwords have different hashes.
    let salt: Data
    /// 32 bytes.
    let hash: Data

    init(salt: Data, hash: Data) {
        self.salt = salt
        self.hash = hash
    }

    /// Hashes a new password, which takes some 100 ms of a processor. So it runs on a thread of Swift's pool, not on the
    /// event loop's.
    @concurrent
    init(hashing password: String) async throws {
        let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
        self.init(salt: salt, hash: try Self.scrypt(password, salt))
    }

    /// Whether this is the hash of a password.
    @concurrent
    func matches(_ password: String) async throws -> Bool {
        let other = try Self.scrypt(password, salt)
        return zip(hash, other).reduce(hash.count ^ other.count) { $0 | Int($1.0 ^ $1.1) } == 0
    }

    /// N = 2¹⁵, r = 8, p = 3: one of the choices that OWASP recommends. It takes 32 MiB.
    private static func scrypt(_ password: String, _ salt: Data) throws -> Data {
        let salt = [UInt8](salt)
        var hash = [UInt8](repeating: 0, count: 32)
        guard
            EVP_PBE_scrypt(
                password, password.utf8.count, salt, salt.count, 1 << 15, 8, 3, 64 << 20, &hash, hash.count) == 1
        else { throw HashingFailed() }
        return Data(hash)
    }
}

/// OpenSSL could not make a hash, as where memory is short.
struct HashingFailed: Error {}
