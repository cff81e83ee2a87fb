import CScrypt
import Foundation

/// A stored password: its scrypt hash (RFC 7914) with a random salt.
struct Password {
    /// Random bytes, which give equal passwords different hashes.
    let salt: Data
    /// The hash, of 32 bytes.
    let hash: Data

    init(salt: Data, hash: Data) {
        self.salt = salt
        self.hash = hash
    }

    /// Hashes a new password. This takes about 100 ms of processor time, so it runs on a thread of Swift's pool, not on
    /// the event loop's.
    @concurrent
    init(hashing password: String) async throws {
        let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
        self.init(salt: salt, hash: try Self.scrypt(password, salt))
    }

    /// Returns whether this is the hash of a password.
    @concurrent
    func matches(_ password: String) async throws -> Bool {
        let other = try Self.scrypt(password, salt)
        return zip(hash, other).reduce(hash.count ^ other.count) { $0 | Int($1.0 ^ $1.1) } == 0
    }

    /// Hashes a password with N = 2¹⁵, r = 8 and p = 3, which OWASP recommends. It takes 32 MiB.
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

/// The error of a hash that OpenSSL could not make, for example because memory is short.
struct HashingFailed: Error {}
