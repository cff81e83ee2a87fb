/// Why a server does not run a command for a user. Pure.
enum PermissionAnswer: Sendable, Equatable {
    case denied(String)
    /// The server has no such command.
    case unknownCommand

    /// What ACL DRYRUN answers.
    enum DryRun: Equatable {
        case permitted
        case refused(PermissionAnswer)
        /// The server does not tell.
        case untold

        init(_ reply: RedisValue) {
            switch reply {
            case .bytes(let reason): self = .refused(.denied(String(decoding: reason, as: UTF8.self)))
            case .error(let message) where message.hasPrefix("ERR Command "): self = .refused(.unknownCommand)
            case .error, .null: self = .untold
            default: self = .permitted
            }
        }
    }

    /// nil where the command was carried out, or failed for another reason.
    ///
    /// - Parameter reply: to the command itself.
    init?(reply: RedisValue) {
        guard case .error(let message) = reply else { return nil }
        if ErrorReply.unknownCommand(message) != nil {
            self = .unknownCommand
        } else if message.hasPrefix("NOPERM") {
            self = .denied(message)
        } else {
            return nil
        }
    }
}
