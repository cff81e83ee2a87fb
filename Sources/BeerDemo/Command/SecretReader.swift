import FoundationEssentials
import TaproomSessions

/// Reads secrets, which are never options: everybody on a machine can read those.
struct SecretReader {
    let variables: [String: String]

    /// A secret and what told it.
    struct Secret {
        let text: String
        let variable: String
        /// nil where the variable itself holds it.
        var file: String?
    }

    /// The secret of a variable, or of the file that another one names; nil where neither is set.
    ///
    /// - Throws: `StartError` for a file that can't be read, or holds no single line.
    func secret(_ variable: String, file fileVariable: String) throws -> Secret? {
        if let text = variables[variable], !text.isEmpty { return Secret(text: text, variable: variable) }
        guard let path = variables[fileVariable], !path.isEmpty else { return nil }
        guard let content = FileManager.default.contents(atPath: path) else {
            throw StartError(message: "\(fileVariable): \(path) can't be read")
        }
        // An editor ends the last line, too.
        let lines = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.count == 1 else {
            throw StartError(message: "\(fileVariable): \(path) must hold the secret in one line")
        }
        return Secret(text: String(lines[0]), variable: fileVariable, file: path)
    }

    /// What to warn of where a secret that signs cookies is easy to guess; nil where it is not.
    ///
    /// - Throws: `StartError` where it is too easy for production.
    static func warning(of secret: Secret, isProduction: Bool) throws -> String? {
        let advice = "'openssl rand -hex 32' makes a good one"
        switch SecretStrength(of: secret.text) {
        case .good: return nil
        case .short(let bytes):
            return "\(secret.variable) has \(bytes) bytes: below 32 it must be random to withstand guessing; \(advice)"
        case .weak(let reason):
            if isProduction {
                throw StartError(message: "\(secret.variable) is too weak for production: \(reason); \(advice)")
            }
            return "\(secret.variable) is too weak for production: \(reason); \(advice)"
        }
    }
}
