import TaproomNet

/// When a write is acknowledged. What only a master has is lost with it.
public enum Durability: Sendable, Equatable {
    /// As soon as the master has it in memory.
    case none
    /// When so many replicas have it, too (WAIT).
    ///
    /// A write that they do not confirm in time is not acknowledged, though it may last: its request is answered with 503.
    case replicas(Int, within: Duration = .milliseconds(500))
    /// When it is on the disk of the master and of so many replicas (WAITAOF, since Redis 7.2).
    case disks(replicas: Int = 0, within: Duration = .milliseconds(500))

    /// The command that waits.
    func write(to writer: inout CommandWriter) {
        switch self {
        case .none: writer.write(["PING"])
        case .replicas(let count, let limit): writer.write(["WAIT", "\(count)", "\(Self.milliseconds(limit))"])
        case .disks(let count, let limit):
            writer.write(["WAITAOF", "1", "\(count)", "\(Self.milliseconds(limit))"])
        }
    }

    /// 0 would wait for ever.
    private static func milliseconds(_ limit: Duration) -> UInt64 { max(1, limit.nanoseconds / 1_000_000) }

    /// What is missing by the reply to the command that waits; nil for nothing.
    func shortfall(_ reply: RedisValue?) -> RedisError? {
        switch (self, reply) {
        case (.none, _): return nil
        case (_, nil): return .connectionLost("before the write was confirmed")
        case (_, .error(let message)): return .notDurable(message)
        case (.replicas(let count, _), .integer(let confirmed)):
            return confirmed >= count ? nil : .notDurable("\(confirmed) of \(count) replicas have confirmed it")
        case (.disks(let count, _), .array(let numbers)) where numbers.count == 2:
            let (local, replicas) = (numbers[0].int ?? 0, numbers[1].int ?? 0)
            guard local < 1 || replicas < count else { return nil }
            return .notDurable("\(local) of 1 master's disk and \(replicas) of \(count) replicas' have confirmed it")
        default: return .badProtocol("an unexpected reply to a command that waits")
        }
    }

    /// The same, in less time than a command may take.
    func limited(to timeout: Duration) -> Durability {
        switch self {
        case .none: self
        case .replicas(let count, let limit): .replicas(count, within: min(limit, timeout * 3 / 4))
        case .disks(let count, let limit): .disks(replicas: count, within: min(limit, timeout * 3 / 4))
        }
    }
}
