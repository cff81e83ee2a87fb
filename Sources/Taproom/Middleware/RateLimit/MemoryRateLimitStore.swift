import Synchronization
import TaproomNet

/// Counts requests in the process's own memory, for all of its event loops.
///
/// Its memory is bounded, however many clients there are and however long their keys: a client is a number of eight bytes
/// and a time. A full store forgets those that have been away for longest, and they have a whole quota then.
public final class MemoryRateLimitStore: RateLimitStore {
    private let shards: [Shard]
    private let clock: @Sendable () -> Duration

    /// - Parameters:
    ///   - capacity: about how many clients to remember, and never more than that; at least 2.
    ///   - clock: the time since any point, such as the start of the machine. It should not go back.
    public init(
        capacity: Int = 100_000,
        clock: @escaping @Sendable () -> Duration = { .nanoseconds(Int64(clamping: Clock.monotonic())) }
    ) {
        // Where few fit, shards would fill unevenly.
        let count = capacity < 1024 ? 1 : 16
        shards = (0..<count).map { _ in Shard(capacity: max(2, capacity / count)) }
        self.clock = clock
    }

    /// Takes one request from a client's quota. Never waits but for a short lock, and never throws.
    public func take(_ key: String, of policy: RateLimitPolicy) async throws -> RateLimitUsage {
        take(key, of: policy, now: min(clock().nanoseconds, UInt64(Int64.max / 2)))
    }

    private func take(_ key: String, of policy: RateLimitPolicy, now: UInt64) -> RateLimitUsage {
        // The hash is seeded by the process: nobody outside can look for two keys that share one.
        var hasher = Hasher()
        hasher.combine(policy)
        hasher.combine(key)
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        return shards[Int(hash % UInt64(shards.count))].times.withLock { times in
            let known = times.time(of: hash)
            var whole = min(max(known, now), now + policy.span)
            let isAllowed = whole + policy.interval - now <= policy.span
            if isAllowed { whole += policy.interval }
            if whole != known { times.set(whole, of: hash) }
            return policy.usage(isAllowed: isAllowed, untilWhole: whole - now)
        }
    }

    /// How many clients are remembered.
    package var count: Int { shards.reduce(0) { $0 + $1.times.withLock { $0.count } } }

    private final class Shard: Sendable {
        let times: Mutex<QuotaTimes>

        init(capacity: Int) {
            times = Mutex(QuotaTimes(capacity: capacity))
        }
    }
}

/// When the quota of each client will be whole again, for those that came last. When the younger half is full it becomes
/// the older one, and the older one is forgotten: that takes no search for what is old.
private struct QuotaTimes {
    private let half: Int
    private var younger: [UInt64: UInt64] = [:]
    private var older: [UInt64: UInt64] = [:]

    init(capacity: Int) {
        half = capacity / 2
    }

    var count: Int { younger.count + older.count }

    /// The time; 0 for a client that is not known. It is among the younger ones then.
    mutating func time(of client: UInt64) -> UInt64 {
        if let time = younger[client] { return time }
        guard let time = older.removeValue(forKey: client) else { return 0 }
        set(time, of: client)
        return time
    }

    mutating func set(_ time: UInt64, of client: UInt64) {
        younger[client] = time
        guard younger.count >= half else { return }
        older = younger
        younger = [:]
    }
}
