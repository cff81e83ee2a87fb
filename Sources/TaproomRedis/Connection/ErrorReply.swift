/// What the text of an error reply says.
enum ErrorReply {
    /// Whether it says that commands are to go to another server, or to this one later: it is a replica by now, or one whose
    /// master is away, or it is reading its data. So after a fail-over.
    static func isOfWrongServer(_ message: String) -> Bool {
        wrongServer.contains { says($0, message) }
    }

    /// Whether it says that the server is a replica, which does not write.
    static func isOfReplica(_ message: String) -> Bool { says("READONLY", message) }

    private static let wrongServer = ["READONLY", "MASTERDOWN", "LOADING"]

    /// An error within a script is wrapped in one of the script: `ERR Error running script (call to f_…): @user_script:9:
    /// -READONLY You can't write …`.
    private static func says(_ code: String, _ message: String) -> Bool {
        if message.hasPrefix(code) { return true }
        guard message.hasPrefix("ERR "), message.contains("user_script") || message.contains("running script")
        else { return false }
        return message.split { $0 == " " || $0 == ":" }.contains { $0 == code || $0 == "-" + code }
    }

    /// The command that the user may not run, in capital letters; nil for an error that says nothing of the kind. A denied
    /// EXEC is told as `EXECABORT Transaction discarded because of: NOPERM …`.
    static func deniedCommand(_ message: String) -> String? {
        guard message.hasPrefix("NOPERM") || message.hasPrefix("EXECABORT"), message.contains("to run the '")
        else { return nil }
        return quoted(message)
    }

    /// The command that the server does not know, in capital letters; nil for another error.
    static func unknownCommand(_ message: String) -> String? {
        message.hasPrefix("ERR unknown command") ? quoted(message) : nil
    }

    /// What stands between the first two quotation marks, which older servers write as accents.
    private static func quoted(_ message: String) -> String? {
        let parts = message.split(maxSplits: 2, omittingEmptySubsequences: false) { $0 == "'" || $0 == "`" }
        return parts.count == 3 ? parts[1].uppercased() : nil
    }
}
