import TaproomHTTP
import TaproomNet

/// Counts the requests of each client for `RateLimit`.
///
/// A quota is a token bucket: a client that has sent no requests for the whole window has the full limit, and what it
/// has used refills evenly over the window.
public protocol RateLimitStore: Sendable {
    /// Takes one request from a client's quota, unless none is left. The operation must be atomic, so that concurrent
    /// requests can't exceed the limit.
    ///
    /// - Parameters:
    ///   - key: identifies the client; of any length.
    ///   - policy: what is allowed. Each policy has its own count.
    /// - Throws: any error if the store fails; `RateLimit.StoreFailure` says what happens then.
    func take(_ key: String, of policy: RateLimitPolicy) async throws -> RateLimitUsage
}

/// The number of requests that a client may send within a time.
public struct RateLimitPolicy: Sendable, Hashable {
    /// Distinguishes policies in the response, and in a store that several share.
    public let name: String
    /// The most requests in a window.
    public let limit: Int
    /// How long an exhausted quota takes to refill completely.
    public let window: Duration
    /// Nanoseconds in which the quota refills by one request.
    package let interval: UInt64
    /// Nanoseconds in which the whole quota refills.
    package let span: UInt64
    private static let longest = UInt64(Int64.max / 2)

    /// - Parameters:
    ///   - name: distinguishes policies. Characters other than visible ASCII ones are removed, and so are `"` and `\`.
    ///   - limit: the most requests in a window; at least 1.
    ///   - window: how long an exhausted quota takes to refill completely; above zero.
    public init(name: String = "default", limit: Int, window: Duration) {
        precondition(limit > 0 && window > .zero, "a rate limit is a positive number per positive time")
        self.name = String(
            decoding: name.utf8.filter { 0x21...0x7e ~= $0 && $0 != 0x22 && $0 != 0x5c }, as: UTF8.self)
        self.limit = limit
        self.window = window
        // The bounds prevent overflow when a store adds the span to its clock.
        interval = max(1000, min(window.nanoseconds, Self.longest) / UInt64(limit))
        let (product, isTooLarge) = interval.multipliedReportingOverflow(by: UInt64(limit))
        span = isTooLarge ? Self.longest : min(product, Self.longest)
    }

    /// Returns what is left of a quota.
    ///
    /// - Parameters:
    ///   - isAllowed: whether the request was counted.
    ///   - untilWhole: nanoseconds until the quota is full.
    package func usage(isAllowed: Bool, untilWhole: UInt64) -> RateLimitUsage {
        let used = min(untilWhole, span)
        let missing = used + interval > span ? used + interval - span : 0
        return RateLimitUsage(
            isAllowed: isAllowed, remaining: Int((span - used) / interval),
            untilNext: .nanoseconds(Int64(clamping: missing)), untilWhole: .nanoseconds(Int64(clamping: used)))
    }
}

/// What is left of a client's quota.
public struct RateLimitUsage: Sendable, Equatable {
    /// Whether the request is allowed, and was counted.
    public var isAllowed: Bool
    /// How many more requests are allowed immediately.
    public var remaining: Int
    /// How long the client has to wait until the next request is allowed; zero if one is left.
    public var untilNext: Duration
    /// How long it takes until the quota is full again, if no more requests are counted.
    public var untilWhole: Duration

    /// - Parameters:
    ///   - isAllowed: whether the request is allowed, and was counted.
    ///   - remaining: how many more requests are allowed immediately.
    ///   - untilNext: how long the client has to wait until the next request is allowed.
    ///   - untilWhole: how long it takes until the quota is full again.
    public init(isAllowed: Bool, remaining: Int, untilNext: Duration, untilWhole: Duration) {
        self.isAllowed = isAllowed
        self.remaining = remaining
        self.untilNext = untilNext
        self.untilWhole = untilWhole
    }
}
