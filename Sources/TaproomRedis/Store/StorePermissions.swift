import Logging
import Synchronization

/// What the store's user may do, as far as it is known, and the lines of the log about it: one for each command.
final class StorePermissions: Sendable {
    private let logger: Logger
    private let denied = Mutex<Set<String>>([])
    private let isWithoutScripts = Atomic(false)
    private let isWithoutGetEx = Atomic(false)

    init(logger: Logger) {
        self.logger = logger
    }

    /// Whether sessions are saved by scripts.
    var mayRunScripts: Bool { !isWithoutScripts.load(ordering: .relaxed) }

    /// Whether a session is loaded and touched at once.
    var mayGetAndTouch: Bool { !isWithoutGetEx.load(ordering: .relaxed) }

    /// Notes that Redis does not let the user run a command, or does not know it.
    ///
    /// - Parameter reason: as Redis says it.
    func deny(_ command: String, reason: String) {
        switch command {
        case "EVALSHA", "EVAL": isWithoutScripts.store(true, ordering: .relaxed)
        case "GETEX": isWithoutGetEx.store(true, ordering: .relaxed)
        default: break
        }
        guard denied.withLock({ $0.insert(command).inserted }) else { return }
        let known = StoreCommand.all.first { $0.name == command }
        logger.warning(
            "Redis does not run \(command) for this user",
            metadata: ["needed": "to \(known?.purpose ?? "serve sessions")", "reason": "\(reason)"])
    }

    /// Notes what an error reply says of permissions.
    ///
    /// - Returns: the command that is denied; nil where the error is another one.
    @discardableResult
    func note(_ message: String) -> String? {
        guard let command = ErrorReply.deniedCommand(message) ?? ErrorReply.unknownCommand(message) else { return nil }
        deny(command, reason: message)
        return command
    }
}
