import Taproom

/// A store that counts requests for `RateLimit` in Redis, so that all servers with the same Redis share the limit.
///
///     app.use(RateLimit(100, per: .minutes(1), store: RedisRateLimitStore(redis)))
///
/// It sends one command for each request. It uses the time of Redis, so the servers' clocks do not matter. A key
/// expires when its client has its whole quota again. If Redis does not reply, `RateLimit` logs it and, by default,
/// lets the request pass (`RateLimit.StoreFailure`).
public struct RedisRateLimitStore: RateLimitStore {
    private let redis: RedisClient
    private let prefix: String
    /// The most bytes of a key. A longer one is replaced by its digest, because a client may be able to choose it.
    private static let longestKey = 128

    /// - Parameters:
    ///   - redis: the client of the Redis that holds the counts.
    ///   - prefix: the prefix of the keys in Redis.
    public init(_ redis: RedisClient, prefix: String = "rate:") {
        self.redis = redis
        self.prefix = prefix
    }

    /// Takes one request from a client's quota, by a script that Redis runs as one step.
    ///
    /// - Throws: `RedisError` if Redis does not reply, or replies with an error.
    public func take(_ key: String, of policy: RateLimitPolicy) async throws -> RateLimitUsage {
        let client = key.utf8.count > Self.longestKey ? "#" + ContentDigest.text(of: key) : key
        let rule = "\(policy.name):\(policy.limit):\(policy.interval / 1000):"
        let (interval, span) = (Int(policy.interval / 1000), Int(policy.span / 1000))
        var reply = try await send(Self.evalsha, rule + client, interval, span)
        if case .error(let message) = reply, message.hasPrefix("NOSCRIPT") {
            reply = try await send(Self.eval, rule + client, interval, span)
        }
        switch reply {
        case .array(let values):
            guard values.count == 2, let isAllowed = values[0].int, let untilWhole = values[1].int else {
                throw RedisError.badProtocol("the script of the rate limit replied with something else")
            }
            return policy.usage(
                isAllowed: isAllowed == 1,
                untilWhole: UInt64(clamping: min(untilWhole, Int(UInt32.max) * 1_000_000)) * 1000)
        case .error(let message): throw RedisError.reply(message)
        default: throw RedisError.badProtocol("the script of the rate limit replied with something else")
        }
    }

    private func send(
        _ script: EncodedArguments, _ key: String, _ interval: Int, _ span: Int
    ) async throws -> RedisValue {
        try await redis.send(.key(prefix, key)) { writer in
            writer.begin(6)
            writer.add(script)
            writer.add(prefix, key)
            writer.add(interval)
            writer.add(span)
        }
    }

    private static let evalsha = EncodedArguments("EVALSHA", ScriptDigest.text(of: script), "1")
    private static let eval = EncodedArguments("EVAL", script, "1")

    /// Stores the time at which the quota will be whole again, in microseconds. Replies with 1 if the request is within
    /// the quota and 0 if it is not, and with the microseconds until that time. If the stored time is too far ahead,
    /// because the clock of Redis has gone back since, it is moved to the latest time that is possible.
    private static let script = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local interval, span = tonumber(ARGV[1]), tonumber(ARGV[2])
        local whole = tonumber(redis.call('GET', KEYS[1]) or 0) or 0
        if not (whole > now) then whole = now end
        local isAhead = whole > now + span
        if isAhead then whole = now + span end
        local isAllowed = whole + interval - now <= span
        if isAllowed then whole = whole + interval end
        if isAllowed or isAhead then
          redis.call('SET', KEYS[1], string.format('%.0f', whole), 'PX', math.ceil((whole - now) / 1000))
        end
        return {isAllowed and 1 or 0, whole - now}
        """
}
