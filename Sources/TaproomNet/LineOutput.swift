import CLinux
import Glibc

/// Lines for standard output, gathered over a turn of an event loop and written at its end, so that a log
/// costs a system call for a turn and not for a line. Belongs to one loop.
public final class LineOutput: EndOfTurnHandler {
    private unowned let loop: EventLoop
    private var buffer: [UInt8] = []

    public init(loop: EventLoop) {
        self.loop = loop
    }

    /// Appends to the output; `body` adds whole lines.
    public func append(_ body: (inout [UInt8]) -> Void) {
        if buffer.isEmpty { loop.atEndOfTurn(self) }
        body(&buffer)
    }

    /// A log that can't be written, as on a full disk, must not stop the server: what fails is dropped.
    public func turnEnded() {
        var offset = 0
        while offset < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(STDOUT_FILENO, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            offset += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Whether standard output is a terminal.
    public static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
