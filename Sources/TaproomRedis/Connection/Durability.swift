import TaproomNet

/// How durable a write must be before it is acknowledged. Data that only the master has is lost if the master fails.
public enum Durability: Sendable, Equatable {
    /// The master has the write in memory.
    case none
    /// The master and this number of replicas have the write in memory (WAIT).
    ///
    /// If they do not confirm it in time, the write is not acknowledged, and its request is answered with 503. The
    /// write may still last.
    case replicas(Int, within: Duration = .milliseconds(500))
    /// The master and this number of replicas have the write on disk (WAITAOF, Redis 7.2).
    case disks(replicas: Int = 0, within: Duration = .milliseconds(500))

    /// Writes the command that waits for the confirmations; PING if there is nothing to wait for.
    func write(to writer: inout CommandWriter) {
        switch self {
        case .none: writer.write(["PING"])
        case .replicas(let count, let limit): writer.write(["WAIT", "\(count)", "\(Self.milliseconds(limit))"])
        case .disks(let count, let limit):
            writer.write(["WAITAOF", "1", "\(count)", "\(Self.milliseconds(limit))"])
        }
    }

    /// Redis would wait for ever with a time-out of 0.
    private static func milliseconds(_ limit: Duration) -> UInt64 { max(1, limit.nanoseconds / 1_000_000) }

    /// Returns what the reply to that command says is missing; nil if the write is durable.
    ///
    /// - Parameter reply: nil if no reply arrived.
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

    /// The same durability, with a wait that is shorter than the time-out of a command.
    func limited(to timeout: Duration) -> Durability {
        switch self {
        case .none: self
        case .replicas(let count, let limit): .replicas(count, within: min(limit, timeout * 3 / 4))
        case .disks(let count, let limit): .disks(replicas: count, within: min(limit, timeout * 3 / 4))
        }
    }
}
