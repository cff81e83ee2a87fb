import TaproomNet

/// A bar on standard error that tells how far a long command is; only on a terminal, and only after a second.
final class Progress {
    private let action: String
    private let total: Int
    private let start = Clock.monotonic()
    private var lastShown: UInt64 = 0

    private static let width = 30

    /// - Parameter total: about how many sessions there are to go through.
    init(_ action: String, of total: Int) {
        self.action = action
        self.total = max(1, total)
    }

    func show(_ count: Int) {
        let now = Clock.monotonic()
        guard Terminal.errorIsTerminal, now - start > 1_000_000_000, now - lastShown > 100_000_000 else { return }
        lastShown = now
        let done = min(Self.width, count * Self.width / total)
        let bar = String(repeating: "#", count: done) + String(repeating: "-", count: Self.width - done)
        Terminal.printError("\r\(action) [\(bar)] \(count) of about \(max(count, total))", newline: false)
    }

    /// Wipes the line.
    func end() {
        if lastShown > 0 { Terminal.printError("\r\u{1b}[K", newline: false) }
    }
}
