import Glibc

/// Collects lines for standard output during a turn of an event loop, and queues them at the end of the turn, so that
/// the log takes one lock per turn instead of one per line. It belongs to one loop.
public final class LineOutput: EndOfTurnHandler {
    private unowned let loop: EventLoop
    private var format = LogWriter.Format.text
    private var buffer: [UInt8] = []

    package init(loop: EventLoop) {
        self.loop = loop
    }

    /// Appends lines.
    ///
    /// - Parameters:
    ///   - format: the format of the lines.
    ///   - body: appends whole lines.
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
