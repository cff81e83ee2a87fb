import CLinux
import Glibc

/// Writes lines to standard output and standard error synchronously, for command-line tools. A server logs with
/// `LogWriter`.
public enum Terminal {
    /// Writes a line to standard output.
    public static func print(_ line: String) {
        write(line, to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    public static func printError(_ line: String, newline: Bool = true) {
        write(line, to: STDERR_FILENO, newline: newline)
    }

    /// Whether standard error is a terminal.
    public static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private static func write(_ line: String, to descriptor: Int32, newline: Bool = true) {
        let bytes = Array((newline ? line + "\n" : line).utf8)
        bytes.withUnsafeBytes { bytes in
            _ = FileCopy.writeAll(bytes) { data, count, _ in Glibc.write(descriptor, data, count) }
        }
    }
}
