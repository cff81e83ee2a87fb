/// Interprets the text of an error reply.
enum ErrorReply {
    /// Whether the error means that the connection should go to another server, as after a fail-over: this one has
    /// become a replica (READONLY), is a replica whose master is away (MASTERDOWN), or is loading its data (LOADING).
    static func isOfWrongServer(_ message: String) -> Bool {
        wrongServer.contains { says($0, message) }
    }

    /// Whether the error means that the server is a replica, which refuses writes.
    static func isOfReplica(_ message: String) -> Bool { says("READONLY", message) }

    private static let wrongServer = ["READONLY", "MASTERDOWN", "LOADING"]

    /// Whether a message has an error code. Redis wraps an error within a script: `ERR Error running script (call to
    /// f_…): @user_script:9: -READONLY You can't write …`.
    private static func says(_ code: String, _ message: String) -> Bool {
        if message.hasPrefix(code) { return true }
        guard message.hasPrefix("ERR "), message.contains("user_script") || message.contains("running script")
        else { return false }
        return message.split { $0 == " " || $0 == ":" }.contains { $0 == code || $0 == "-" + code }
    }

    /// The command that the user may not run, in upper case; nil for another error. If EXEC is denied, the error is
    /// `EXECABORT Transaction discarded because of: NOPERM …`.
    static func deniedCommand(_ message: String) -> String? {
        guard message.hasPrefix("NOPERM") || message.hasPrefix("EXECABORT"), message.contains("to run the '")
        else { return nil }
        return quoted(message)
    }

    /// The command that the server does not know, in upper case; nil for another error.
    static func unknownCommand(_ message: String) -> String? {
        message.hasPrefix("ERR unknown command") ? quoted(message) : nil
    }

    /// The text between the first two quotation marks, in upper case. Older servers use grave accents.
    private static func quoted(_ message: String) -> String? {
        let parts = message.split(maxSplits: 2, omittingEmptySubsequences: false) { $0 == "'" || $0 == "`" }
        return parts.count == 3 ? parts[1].uppercased() : nil
    }
}
