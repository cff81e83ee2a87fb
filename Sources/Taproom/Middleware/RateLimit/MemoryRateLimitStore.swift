import Synchronization
import TaproomNet

/// Counts requests in the process's memory, for all of its event loops.
///
/// Its memory is bounded, regardless of the number of clients and the length of their keys: it stores eight bytes and a
/// time for each client. A full store forgets the clients that have not sent requests for the longest time, which then
/// have a full quota.
public final class MemoryRateLimitStore: RateLimitStore {
    private let shards: [Shard]
    private let clock: @Sendable () -> Duration

    /// - Parameters:
    ///   - capacity: approximately how many clients to remember, and never more; at least 2.
    ///   - clock: the time since any fixed point, such as the start of the machine. It should be monotonic.
    public init(
        capacity: Int = 100_000,
        clock: @escaping @Sendable () -> Duration = { .nanoseconds(Int64(clamping: Clock.monotonic())) }
    ) {
        // Shards of a small store would fill unevenly.
        let count = capacity < 1024 ? 1 : 16
        shards = (0..<count).map { _ in Shard(capacity: max(2, capacity / count)) }
        self.clock = clock
    }

    /// Takes one request from a client's quota. It waits only for a short lock, and never throws.
    public func take(_ key: String, of policy: RateLimitPolicy) async throws -> RateLimitUsage {
        take(key, of: policy, now: min(clock().nanoseconds, UInt64(Int64.max / 2)))
    }

    private func take(_ key: String, of policy: RateLimitPolicy, now: UInt64) -> RateLimitUsage {
        // The hash has a random seed in each process, so that clients can't find two keys with the same hash.
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

    /// The number of remembered clients.
    package var count: Int { shards.reduce(0) { $0 + $1.times.withLock { $0.count } } }

    private final class Shard: Sendable {
        let times: Mutex<QuotaTimes>

        init(capacity: Int) {
            times = Mutex(QuotaTimes(capacity: capacity))
        }
    }
}

/// When each client's quota will be full again, for the most recent clients. When the younger half is full, it replaces
/// the older one, so that no search for old entries is needed.
private struct QuotaTimes {
    private let half: Int
    private var younger: [UInt64: UInt64] = [:]
    private var older: [UInt64: UInt64] = [:]

    init(capacity: Int) {
        half = capacity / 2
    }

    var count: Int { younger.count + older.count }

    /// Returns the client's time; 0 for an unknown client. Moves a known client to the younger half.
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
