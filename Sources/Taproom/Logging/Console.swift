import TaproomNet

/// Output to the terminal, or to a file or pipe in its place.
public enum Console {
    /// Writes a line to standard output, in order with the log and without waiting for a slow reader.
    public static func log(_ line: String) {
        LogWriter.standardOutput.write(line: line)
    }

    /// Writes a line of JSON to standard output, in order with the log and without waiting for a slow reader.
    public static func log(json line: String) {
        LogWriter.standardOutput.write(line: line, format: .json)
    }

    /// Writes a line to standard output at once, and waits until it is written. Use it in commands, not in a server.
    public static func print(_ line: String) { Terminal.print(line) }

    /// Writes a line to standard error at once, and waits until it is written.
    public static func printError(_ line: String, newline: Bool = true) { Terminal.printError(line, newline: newline) }

    /// Writes a line to standard error, after the lines logged before it and without waiting for a slow reader.
    public static func logError(_ line: String) {
        LogWriter.standardError.write(line: line)
    }

    /// Whether standard output is a terminal.
    public static var outputIsTerminal: Bool { LineOutput.isTerminal }

    /// Whether standard error is a terminal.
    public static var errorIsTerminal: Bool { Terminal.errorIsTerminal }

    /// Opens the standard streams that were closed when the process started, so that files opened later do not get
    /// their descriptors. `Application` does this as well. A program that opens files before it makes an application
    /// calls this first.
    public static func prepare() { StandardStreams.ensureOpen() }

    /// Overwrites parts of the process's arguments, which other users of the machine can read (ps(1)), with `*`.
    ///
    /// - Parameter parts: called with all arguments, the program's name first; returns the ranges to overwrite.
    /// - Returns: whether the parts were overwritten; nil if there were none.
    public static func maskArguments(_ parts: ([[UInt8]]) -> [Range<Int>?]) -> Bool? { ProcessArguments.mask(parts) }
}
