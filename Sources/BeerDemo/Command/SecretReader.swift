import FoundationEssentials
import TaproomSessions

/// Reads secrets from variables and files. They are never options, because every user of a machine can read those.
struct SecretReader {
    let variables: [String: String]

    /// A secret and its source.
    struct Secret {
        let text: String
        let variable: String
        /// The file that holds the secret; nil if the variable itself does.
        var file: String?
    }

    /// Returns the secret in a variable, or in the file that another variable names; nil if neither is set.
    ///
    /// - Throws: `StartError` if the file can't be read, or does not hold exactly one line.
    func secret(_ variable: String, file fileVariable: String) throws -> Secret? {
        if let text = variables[variable], !text.isEmpty { return Secret(text: text, variable: variable) }
        guard let path = variables[fileVariable], !path.isEmpty else { return nil }
        guard let content = FileManager.default.contents(atPath: path) else {
            throw StartError(message: "\(fileVariable): \(path) can't be read")
        }
        // An editor ends the last line with a newline, too.
        let lines = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.count == 1 else {
            throw StartError(message: "\(fileVariable): \(path) must hold the secret in one line")
        }
        return Secret(text: String(lines[0]), variable: fileVariable, file: path)
    }

    /// Returns a warning for a secret that signs cookies and is easy to guess; nil if it is not.
    ///
    /// - Throws: `StartError` if it is too easy to guess for production.
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
