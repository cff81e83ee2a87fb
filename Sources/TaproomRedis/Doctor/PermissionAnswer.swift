/// The reason why a server refuses to run a command for a user. Does no I/O.
enum PermissionAnswer: Sendable, Equatable {
    case denied(String)
    /// The server does not know the command.
    case unknownCommand

    /// The meaning of a reply to ACL DRYRUN.
    enum DryRun: Equatable {
        case permitted
        case refused(PermissionAnswer)
        /// The server can't tell.
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

    /// nil if the command ran, or failed for another reason.
    ///
    /// - Parameter reply: the reply to the command itself.
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
