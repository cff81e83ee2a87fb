import TaproomHTTP
import TaproomNet

/// Refuses the requests of a client that sends too many with 429 (RFC 6585 §4) and `Retry-After`.
///
///     app.use(RateLimit(100, per: .minutes(1)))
///     app.post("/login", RateLimit(5, per: .minutes(1), name: "login")) { … }
///     app.use(RateLimit(1000, per: .hours(1)) { request in request.headers["X-Api-Key"] })
///
/// Clients are told apart by their addresses, or by what `by` makes of the request. A client may use the limit at once;
/// then requests come back evenly, as many in `per` as the limit says (a token bucket).
///
/// Each response says what is left in `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11), as in
/// `"default";r=99;t=1`: 99 requests are left, and in one second the quota is whole again.
///
/// Behind a proxy set `ApplicationSettings.trustedProxies`: all clients have the proxy's address otherwise. Servers that
/// share a limit need a store that they share, such as the Redis store of TaproomRedis.
public struct RateLimit: Middleware {
    /// What happens to requests while the store fails.
    public enum StoreFailure: Sendable {
        /// They pass, and are not counted.
        case allow
        /// They are answered with 503 and Retry-After.
        case refuse
    }

    private let policy: RateLimitPolicy
    private let key: @Sendable (Request) -> String?
    private let store: any RateLimitStore
    private let onStoreFailure: StoreFailure
    private let policyField: String
    private let failures = RateLimitFailureLog()

    /// - Parameters:
    ///   - limit: how many requests a client may send; at least 1.
    ///   - window: in which time; above zero.
    ///   - name: tells this limit from others, in the response and in a store that they share.
    ///   - key: what tells clients apart; a request for which it is nil is not limited.
    ///   - store: counts the requests; one in this process's memory by default.
    ///   - onStoreFailure: what happens to requests while the store fails. A failure is logged, once in a second at most.
    public init(
        _ limit: Int, per window: Duration, name: String = "default",
        by key: @escaping @Sendable (Request) -> String? = RateLimit.clientAddress,
        store: any RateLimitStore = MemoryRateLimitStore(), onStoreFailure: StoreFailure = .allow
    ) {
        policy = RateLimitPolicy(name: name, limit: limit, window: window)
        self.key = key
        self.store = store
        self.onStoreFailure = onStoreFailure
        policyField = "\"\(policy.name)\";q=\(limit);w=\(Self.seconds(window))"
    }

    /// The client's address; of an IPv6 address the network of 64 bits, all of which one client can use.
    public static func clientAddress(_ request: Request) -> String? {
        AddressBlock.network(ofHost: request.clientAddress)
    }

    /// Counts the request and calls the rest of the chain.
    ///
    /// - Throws: `HTTPError` 429 where the client has sent too many; 503 where the store fails, and requests are to be
    ///   refused then.
    public func respond(to request: Request, next: Next) async throws -> Response {
        guard let key = key(request) else { return await next(request) }
        guard let usage = try await usage(key, request) else { return await next(request) }
        guard usage.isAllowed else { throw refusal(usage) }
        var response = await next(request)
        describe(usage, in: &response.headers)
        return response
    }

    /// - Returns: nil where the store fails, and the request is to pass.
    private func usage(_ key: String, _ request: Request) async throws -> RateLimitUsage? {
        do {
            let usage = try await store.take(key, of: policy)
            await request.returnToLoop()
            return usage
        } catch {
            await request.returnToLoop()
            if error is CancellationError, Task.isCancelled { throw error }
            failures.note(error, to: request.context.logger)
            switch onStoreFailure {
            case .allow: return nil
            case .refuse: throw HTTPError.retryLater("The server can't count requests at the moment. Try again.")
            }
        }
    }

    private func refusal(_ usage: RateLimitUsage) -> HTTPError {
        let seconds = max(1, Self.seconds(usage.untilNext))
        var headers = HeaderFields()
        headers["Retry-After"] = "\(seconds)"
        describe(usage, in: &headers)
        return HTTPError(
            .tooManyRequests, "Too many requests. Try again in \(seconds == 1 ? "a second" : "\(seconds) seconds").",
            headers: headers)
    }

    private func describe(_ usage: RateLimitUsage, in headers: inout HeaderFields) {
        headers.append("RateLimit-Policy", policyField)
        headers.append("RateLimit", "\"\(policy.name)\";r=\(usage.remaining);t=\(Self.seconds(usage.untilWhole))")
    }

    /// Whole seconds, rounded up.
    private static func seconds(_ duration: Duration) -> Int64 {
        let (seconds, rest) = duration.components
        return rest > 0 ? seconds + 1 : seconds
    }
}
