import Logging
import Synchronization

/// The commands that Redis is known to refuse for the store's user, or not to know. Logs each of them once.
final class StorePermissions: Sendable {
    private let logger: Logger
    private let denied = Mutex<Set<String>>([])
    private let isWithoutScripts = Atomic(false)
    private let isWithoutGetEx = Atomic(false)

    init(logger: Logger) {
        self.logger = logger
    }

    /// Whether sessions may be saved by scripts.
    var mayRunScripts: Bool { !isWithoutScripts.load(ordering: .relaxed) }

    /// Whether a session may be loaded and touched by one command.
    var mayGetAndTouch: Bool { !isWithoutGetEx.load(ordering: .relaxed) }

    /// Notes that the user may not run a command, or that Redis does not know it.
    ///
    /// - Parameter reason: the error that Redis has replied with.
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

    /// Notes an error reply that refuses a command.
    ///
    /// - Returns: the refused command; nil for another error.
    @discardableResult
    func note(_ message: String) -> String? {
        guard let command = ErrorReply.deniedCommand(message) ?? ErrorReply.unknownCommand(message) else { return nil }
        deny(command, reason: message)
        return command
    }
}
