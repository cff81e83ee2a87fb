import TaproomNet

/// A line on standard error that tells how far a long command is; only on a terminal, and only after a second.
final class Progress {
    private let action: String
    private let start = Clock.monotonic()
    private var lastShown: UInt64 = 0

    init(_ action: String) {
        self.action = action
    }

    func show(_ count: Int) {
        let now = Clock.monotonic()
        guard Terminal.errorIsTerminal, now - start > 1_000_000_000, now - lastShown > 100_000_000 else { return }
        lastShown = now
        Terminal.printError("\r\(action): \(count) sessions", newline: false)
    }

    /// Wipes the line.
    func end() {
        if lastShown > 0 { Terminal.printError("\r\u{1b}[K", newline: false) }
    }
}
