import TaproomHTTP
import TaproomNet

/// Answers the requests of a client that sends too many with 429 (RFC 6585 §4) and `Retry-After`.
///
///     app.use(RateLimit(100, per: .minutes(1)))
///     app.post("/login", RateLimit(5, per: .minutes(1), name: "login")) { … }
///     app.use(RateLimit(1000, per: .hours(1)) { request in request.headers["X-Api-Key"] })
///
/// Clients are identified by their address, or by the key that `by` returns for the request. A client may use the whole
/// limit at once. After that, its quota refills evenly, at the rate of `limit` requests per window (a token bucket).
///
/// Each response has the remaining quota in `RateLimit` and `RateLimit-Policy`
/// (draft-ietf-httpapi-ratelimit-headers-11), such as `"default";r=99;t=1`: 99 requests are left, and the quota is full
/// again in one second.
///
/// Behind a proxy, set `ApplicationSettings.trustedProxies`: otherwise all clients have the proxy's address. Servers
/// that share a limit need a shared store, such as the Redis store of TaproomRedis.
public struct RateLimit: Middleware {
    /// What happens to requests while the store fails.
    public enum StoreFailure: Sendable {
        /// They are allowed, and not counted.
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
    ///   - limit: how many requests a client may send in a window; at least 1.
    ///   - window: the length of the window; above zero.
    ///   - name: distinguishes this limit from others in the response, and in a store that they share.
    ///   - key: returns the client's key. A request for which it returns nil is not limited.
    ///   - store: counts the requests; in this process's memory by default.
    ///   - onStoreFailure: what happens to requests while the store fails. Failures are logged at most once per second.
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

    /// Returns the client's address. For IPv6, returns the 64-bit network, because one client can use all of its
    /// addresses.
    public static func clientAddress(_ request: Request) -> String? {
        AddressBlock.network(ofHost: request.clientAddress)
    }

    /// Counts the request and calls the rest of the chain.
    ///
    /// - Throws: `HTTPError` 429 if the client has sent too many requests; 503 if the store fails and `onStoreFailure`
    ///   is `refuse`.
    public func respond(to request: Request, next: Next) async throws -> Response {
        guard let key = key(request) else { return await next(request) }
        guard let usage = try await usage(key, request) else { return await next(request) }
        guard usage.isAllowed else { throw refusal(usage) }
        var response = await next(request)
        describe(usage, in: &response.headers)
        return response
    }

    /// - Returns: nil if the store fails and the request is allowed.
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

    /// Returns whole seconds, rounded up.
    private static func seconds(_ duration: Duration) -> Int64 {
        let (seconds, rest) = duration.components
        return rest > 0 ? seconds + 1 : seconds
    }
}
