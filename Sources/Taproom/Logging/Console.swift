import TaproomNet

/// The terminal, or what stands in for it, of a program with an application.
public enum Console {
    /// Writes a line to standard output, in turn with the log and without waiting for a slow reader.
    public static func log(_ line: String) {
        LogWriter.standardOutput.write(line: line)
    }

    /// Writes a JSON line to standard output, in turn with the log and without waiting for a slow reader.
    public static func log(json line: String) {
        LogWriter.standardOutput.write(line: line, format: .json)
    }

    /// Writes a line to standard output at once, and waits until it is written: for commands, not for a server.
    public static func print(_ line: String) { Terminal.print(line) }

    /// Writes a line to standard error at once, and waits until it is written.
    public static func printError(_ line: String, newline: Bool = true) { Terminal.printError(line, newline: newline) }

    /// Writes a last line to standard error, behind what was logged before.
    public static func logError(_ line: String) {
        LogWriter.standardError.write(line: line)
    }

    /// Whether standard output is a terminal.
    public static var outputIsTerminal: Bool { LineOutput.isTerminal }

    /// Whether standard error is a terminal.
    public static var errorIsTerminal: Bool { Terminal.errorIsTerminal }

    /// Opens the standard streams that were closed when the process started, as `Application` does: what is opened later
    /// must not get their descriptors. To be called first, by a program that opens files before.
    public static func prepare() { StandardStreams.ensureOpen() }

    /// Overwrites parts of the process's arguments with `*`, which other users of the machine can read (ps(1)).
    ///
    /// - Parameter parts: called with all arguments, the program's name first; returns the ranges to overwrite.
    /// - Returns: whether the parts were overwritten; nil if there were none.
    public static func maskArguments(_ parts: ([[UInt8]]) -> [Range<Int>?]) -> Bool? { ProcessArguments.mask(parts) }
}
