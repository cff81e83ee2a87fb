import Logging
import Synchronization
import Taproom
import TaproomHTTP
import TaproomNet

/// The state that all sessions of one middleware share.
final class SessionService: Sendable {
    let store: any SessionStore
    /// The store's index of users; nil if it has none.
    let userIndex: (any UserSessionIndex)?
    /// Each request reads this. Reading `userIndex` would copy it.
    let hasUserIndex: Bool
    /// The store's time-out in milliseconds; nil for none.
    let storeTimeout: Int?
    let options: SessionOptions
    let signer: CookieSigner
    let logger: Logger
    let clock: SessionClock
    /// The path of every cookie; nil if it depends on the request.
    private let cookiePath: CookiePath?
    /// The time to live of every new session in milliseconds, if sessions are touched when they are loaded; otherwise
    /// nil.
    let refreshTTL: Int?
    /// The form of every session's cookie in the store; nil if it depends on the request.
    let cookieTemplate: CookieTemplate?
    /// `SessionOptions.touchAfter` and `.absoluteLifetime` in milliseconds.
    let touchInterval: Int?
    let absoluteTimeToLive: Int?
    private let verifiedCookies = LoopLocalKey<VerifiedCookies>()
    private let cookieAttributes = LoopLocalKey<CookieAttributes>()
    private let failures = LoopLocalKey<StoreFailureLog>()
    private let warned = Mutex<Set<String>>([])

    init(store: any SessionStore, options: SessionOptions, logger: Logger) {
        self.store = store
        userIndex = store as? any UserSessionIndex
        hasUserIndex = store is any UserSessionIndex
        storeTimeout = store.timeout?.milliseconds
        self.options = options
        self.logger = logger
        signer = CookieSigner(secrets: options.secrets)
        // `??` would wrap each closure in another one that returns its result in memory.
        if let clock = options.clock {
            self.clock = clock
        } else {
            clock = { EventLoop.currentWallMilliseconds }
        }
        cookieTemplate = CookieTemplate(options.fixedCookie)
        cookiePath = options.fixedCookie.map { CookiePath($0.path) }
        touchInterval = options.touchAfter?.milliseconds
        absoluteTimeToLive = options.absoluteLifetime?.milliseconds
        let mayRefresh =
            options.touchesOnRead && !options.resave && options.touchAfter == nil && options.absoluteLifetime == nil
        refreshTTL = mayRefresh ? options.fixedCookie?.maxAge?.milliseconds : nil
    }

    /// Milliseconds since 1970.
    var now: Int { clock() }

    /// Returns the id in a cookie's value as it was received; nil if it is not signed with one of the secrets.
    func verify(_ bytes: Span<UInt8>, _ value: ByteRange) -> CookieSigner.Verified? {
        guard let known = EventLoop.currentLocal(for: verifiedCookies, { _ in VerifiedCookies() })
        else { return signer.verify(bytes, value) }
        if let verified = known.find(bytes, value) { return verified }
        let verified = signer.verify(bytes, value)
        if let verified { known.keep(verified) }
        return verified
    }

    /// Returns the Set-Cookie value for a session.
    func setCookie(_ session: SessionTransaction) -> String {
        let known = EventLoop.currentLocal(for: cookieAttributes) { _ in CookieAttributes() } ?? CookieAttributes()
        return SessionCookie.setCookie(
            name: options.name, session.id, signer, session.signedID,
            attributes: known.text(session.cookie.settings, expires: session.cookie.expirySeconds))
    }

    /// Returns the path of the session's cookie if it does not cover a request; nil if it does.
    func cookiePath(missedBy request: Request) -> String? {
        if let cookiePath, cookiePath.covers(request) { return nil }
        let path = options.cookie(request).path
        return cookiePath == nil && CookiePath(path).covers(request) ? nil : path
    }

    /// Returns whether this request's connection counts as secure for the session cookie.
    func isSecure(_ request: Request) -> Bool {
        switch options.proxy {
        case .application: request.isSecure
        case .trust: request.connection.isSecure || request.forwardedProtocol == "https"
        case .distrust: request.connection.isSecure
        }
    }

    /// Logs that the store failed.
    func note(_ failure: StoreFailure, _ error: any Error) {
        let log = EventLoop.currentLocal(for: failures) { StoreFailureLog(logger: logger, loop: $0) }
        guard let log else { return failure.log(error, times: 1, to: logger) }
        log.note(failure, error)
    }

    /// Logs a problem that the operator should fix, once.
    func warnOnce(_ message: String) {
        let isNew = warned.withLock { $0.insert(message).inserted }
        if isNew { logger.warning("\(message)") }
    }
}
