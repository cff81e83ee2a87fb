import COpenSSL

/// The SHA-1 digest of a script, by which EVALSHA names it.
enum ScriptDigest {
    /// Returns the digest in hexadecimal digits.
    static func text(of script: String) -> String {
        var digest = [UInt8](repeating: 0, count: 20)
        let bytes = Array(script.utf8)
        SHA1(bytes, bytes.count, &digest)
        return digest.map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }.joined()
    }
}
