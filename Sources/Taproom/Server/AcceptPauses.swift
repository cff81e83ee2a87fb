import Logging
import Synchronization
import TaproomNet

/// Logs when a server pauses accepting connections and when it resumes. It logs each once, regardless of the number of
/// listeners and attempts.
final class AcceptPauses: Sendable {
    private let logger: Logger
    /// The number of paused listeners.
    private let count = Mutex(0)

    init(logger: Logger) {
        self.logger = logger
    }

    func begin(_ error: SystemError) {
        let isFirst = count.withLock { count in
            count += 1
            return count == 1
        }
        guard isFirst else { return }
        logger.warning(
            "accepting pauses: new connections wait",
            metadata: ["error": "\(error)", "descriptors": "\(DescriptorLimit.current)"])
    }

    func end() {
        let isLast = count.withLock { count in
            count -= 1
            return count == 0
        }
        if isLast { logger.notice("accepting again") }
    }
}
