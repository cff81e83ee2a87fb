import Glibc

/// Lines for standard output, gathered over a turn of an event loop and handed over at its end, so that a log takes a
/// lock for a turn and not for a line. Belongs to one loop.
public final class LineOutput: EndOfTurnHandler {
    private unowned let loop: EventLoop
    private var format = LogWriter.Format.text
    private var buffer: [UInt8] = []

    package init(loop: EventLoop) {
        self.loop = loop
    }

    /// Appends to the output; `body` adds whole lines of that format.
    package func append(_ format: LogWriter.Format, _ body: (inout [UInt8]) -> Void) {
        if buffer.isEmpty { loop.atEndOfTurn(self) }
        self.format = format
        body(&buffer)
    }

    /// Hands the lines of the turn to the writer.
    public func turnEnded() {
        LogWriter.standardOutput.write(buffer, format: format)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Whether standard output is a terminal.
    public static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
