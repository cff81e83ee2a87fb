import Logging
import Synchronization
import TaproomNet

/// Tells in the log when a server accepts no connections for a while, and when it does again: once, however many listeners
/// it has and however often they try.
final class AcceptPauses: Sendable {
    private let logger: Logger
    /// How many listeners pause.
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
