/// Whether there are enough replicas for the durability of saves.
extension ServerAnswers {
    func replicas(_ durability: Durability) -> RedisFinding {
        let info = InfoReply(info)
        let count = info?.int("connected_slaves")
        let minimum = Self.setting(minReplicas)
        var fact = count.map(Self.replicas)
        if let minimum, fact != nil { fact? += ", min-replicas-to-write is \(minimum)" }
        guard durability != .none else {
            guard let fact else { return RedisFinding("replicas", "the user may not run INFO", .unseen) }
            return RedisFinding("replicas", fact)
        }
        let known = fact ?? "the user may not run INFO"
        if let shortfall = durability.shortfall(confirmation) {
            let reason = if case .notDurable(let reason) = shortfall { reason } else { shortfall.description }
            return RedisFinding(
                "replicas", "\(known); a save would not be acknowledged: \(reason)",
                .change(Self.advice(confirmation, durability)))
        }
        if case .replicas = durability, let number = minimum.flatMap({ Int($0) }), number == 0 {
            return RedisFinding(
                "replicas", known,
                .change(
                    """
                    Set min-replicas-to-write to 1, so that a master which is cut off from its replicas takes no saves that \
                    it can't keep.
                    """))
        }
        return RedisFinding("replicas", "\(known), and saves are confirmed (\(durability.command))")
    }

    private static func replicas(_ count: Int) -> String {
        switch count {
        case 0: "no replica is connected"
        case 1: "1 replica is connected"
        default: "\(count) replicas are connected"
        }
    }

    private static func advice(_ reply: RedisValue?, _ durability: Durability) -> String {
        guard case .error(let message)? = reply else {
            return "Add replicas, or look at why they are behind: all saves are answered with 503 until then."
        }
        if message.hasPrefix("NOPERM") { return "Permit \(durability.command) by ACL SETUSER." }
        if ErrorReply.unknownCommand(message) != nil { return "Use a server that has it: Redis 7.2, or Valkey." }
        if message.contains("appendonly") { return "Set appendonly to yes." }
        return "Ask for less durability, or for what this server can do."
    }
}

extension Durability {
    /// The name of the command that waits; `none` if there is none.
    var command: String {
        switch self {
        case .none: "none"
        case .replicas: "WAIT"
        case .disks: "WAITAOF"
        }
    }
}
