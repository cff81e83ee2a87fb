/// How hard it is to guess a secret that signs cookies. An attacker who guesses it can sign any cookie.
public enum SecretStrength: Sendable, Equatable {
    /// At least 32 bytes, the length of the signature (RFC 2104 §3).
    case good
    /// 16 to 31 bytes, which is sufficient for random text only.
    case short(bytes: Int)
    /// Fewer than 16 bytes, or a single repeated character: not for production.
    case weak(reason: String)

    /// - Parameter secret: the secret as text. Its UTF-8 bytes are the key.
    public init(of secret: String) {
        let count = secret.utf8.count
        if Set(secret).count == 1, count > 1 {
            self = .weak(reason: "it is one character again and again")
        } else if count < 16 {
            self = .weak(reason: "it has \(count) \(count == 1 ? "byte" : "bytes") and needs 16 or more")
        } else {
            self = count < 32 ? .short(bytes: count) : .good
        }
    }
}
