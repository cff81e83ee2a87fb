import TaproomHTTP
import TaproomNet

/// Counts the requests of each client for `RateLimit`.
///
/// A quota is a token bucket: a client that was away for the whole window has all of the limit at its disposal, and what it
/// used comes back evenly over the window.
public protocol RateLimitStore: Sendable {
    /// Takes one request from a client's quota, unless none is left. It is one step: of requests that come at the same time
    /// no more are allowed than the limit says.
    ///
    /// - Parameters:
    ///   - key: tells clients apart; of any length.
    ///   - policy: what is allowed. Each policy counts for itself.
    /// - Throws: any error if the store fails; `RateLimit.StoreFailure` says what happens then.
    func take(_ key: String, of policy: RateLimitPolicy) async throws -> RateLimitUsage
}

/// How many requests a client may send in which time.
public struct RateLimitPolicy: Sendable, Hashable {
    /// Tells policies apart in the response and in a store that several share.
    public let name: String
    /// The most requests in a window.
    public let limit: Int
    /// How long a used quota takes to come back as a whole.
    public let window: Duration
    /// Nanoseconds in which one request comes back.
    package let interval: UInt64
    /// Nanoseconds in which all of them come back.
    package let span: UInt64
    private static let longest = UInt64(Int64.max / 2)

    /// - Parameters:
    ///   - name: tells policies apart. Characters other than visible ASCII ones are left out, as are `"` and `\`.
    ///   - limit: the most requests in a window; at least 1.
    ///   - window: how long a used quota takes to come back; above zero.
    public init(name: String = "default", limit: Int, window: Duration) {
        precondition(limit > 0 && window > .zero, "a rate limit is a positive number per positive time")
        self.name = String(
            decoding: name.utf8.filter { 0x21...0x7e ~= $0 && $0 != 0x22 && $0 != 0x5c }, as: UTF8.self)
        self.limit = limit
        self.window = window
        // The bounds keep the sums of a store's clock and the span within the integers that it can hold.
        interval = max(1000, min(window.nanoseconds, Self.longest) / UInt64(limit))
        let (product, isTooLarge) = interval.multipliedReportingOverflow(by: UInt64(limit))
        span = isTooLarge ? Self.longest : min(product, Self.longest)
    }

    /// What is left of a quota.
    ///
    /// - Parameters:
    ///   - isAllowed: whether the request was counted.
    ///   - untilWhole: nanoseconds in which the quota will be whole again.
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
    /// Whether the request may pass, and was counted.
    public var isAllowed: Bool
    /// How many more may pass at once.
    public var remaining: Int
    /// How long the client has to wait for the next one; zero where there is one left.
    public var untilNext: Duration
    /// In which time the quota is whole again, if no request is counted.
    public var untilWhole: Duration

    /// - Parameters:
    ///   - isAllowed: whether the request may pass, and was counted.
    ///   - remaining: how many more may pass at once.
    ///   - untilNext: how long the client has to wait for the next one.
    ///   - untilWhole: in which time the quota is whole again.
    public init(isAllowed: Bool, remaining: Int, untilNext: Duration, untilWhole: Duration) {
        self.isAllowed = isAllowed
        self.remaining = remaining
        self.untilNext = untilNext
        self.untilWhole = untilWhole
    }
}
