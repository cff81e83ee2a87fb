import Taproom

/// A progress bar for a long command on standard error. It appears only on a terminal, and only after a second.
final class Progress {
    private let action: String
    private let total: Int
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    private static let width = 30

    /// - Parameter total: the approximate number of sessions.
    init(_ action: String, of total: Int) {
        self.action = action
        self.total = max(1, total)
    }

    func show(_ count: Int) {
        let now = clock.now
        guard Console.errorIsTerminal, now - start > .seconds(1),
            lastShown.map({ now - $0 > .milliseconds(100) }) ?? true
        else { return }
        lastShown = now
        let done = min(Self.width, count * Self.width / total)
        let bar = String(repeating: "#", count: done) + String(repeating: "-", count: Self.width - done)
        Console.printError("\r\(action) [\(bar)] \(count) of about \(max(count, total))", newline: false)
    }

    /// Removes the bar.
    func end() {
        if lastShown != nil { Console.printError("\r\u{1b}[K", newline: false) }
    }
}
