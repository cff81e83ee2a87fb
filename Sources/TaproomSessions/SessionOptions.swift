import Taproom

/// What happens to the stored session when an application unsets it.
public enum SessionUnset: Sendable {
    /// It stays as it was.
    case keep
    /// It is destroyed.
    case destroy
}

/// What a request gets whose session can't be loaded or saved, as the store does not answer.
public enum StoreFailurePolicy: Sendable {
    /// 503 with Retry-After.
    case unavailable
    /// The request is answered without a session: `request.session` holds nothing, and its calls throw
    /// `SessionError.notMounted`.
    case withoutSession
}

/// What a plain write of a field (`set`, `remove`, by subscript) means where another request has changed the field since this
/// one loaded the session. `increment`, `append` and `update` never lose such a change, whatever this says.
public enum SessionConflictPolicy: Sendable {
    /// The write counts, as in express-session.
    case lastWriterWins
    /// The save throws `SessionError.fieldConflict`, and nothing is stored: the client gets 409.
    case error
}

/// Whether the session middleware believes `X-Forwarded-Proto` about a connection's security.
public enum SessionProxy: Sendable {
    /// As the application's `trustedProxies` say.
    case application
    /// Always.
    case trust
    /// Never.
    case distrust
}

/// The settings of the session middleware, by express-session's names.
public struct SessionOptions: Sendable {
    /// The cookie's name.
    public var name = "connect.sid"
    /// The first signs, all verify.
    public var secrets: [String]
    /// Makes the id of a new session.
    public var genid: @Sendable (Request) throws -> String = { _ in try SessionID.uuid() }
    /// Whether a session that did not change is saved nevertheless, not only touched.
    public var resave = false
    /// Whether a new session is saved though nothing was put into it.
    public var saveUninitialized = false
    /// Whether every response sets the cookie anew.
    public var rolling = false
    /// What happens to the stored session when the application unsets it.
    public var unset = SessionUnset.keep
    /// Whether to believe `X-Forwarded-Proto`.
    public var proxy = SessionProxy.application
    /// The cookie of a new session.
    public var cookie: @Sendable (Request) -> CookieOptions
    /// The time of day in milliseconds since 1970; the event loop's own where nil.
    public var clock: SessionClock?
    /// What a plain write of a field means that another request has changed meanwhile.
    public var onConflict = SessionConflictPolicy.lastWriterWins
    /// What a request gets while the store does not answer.
    public var onStoreFailure = StoreFailurePolicy.unavailable
    /// After so long a session ends however busy it is; nil for never. Kept in the session's JSON.
    public var absoluteLifetime: Duration?
    /// A session that did not change is not touched again before so long; nil touches on every request.
    public var touchAfter: Duration?
    /// Whether a request that by its method only reads (GET, HEAD) gives the session its whole time to live again in the
    /// very command that loads it: one command in place of two. It differs from express-session in two cases: a
    /// session that the handler then unsets, with `unset` at `keep`, has been touched, and so has a value that turns
    /// out to be no session.
    public var touchesOnRead = false
    /// The largest JSON of a session, in bytes, that is loaded or saved. Express has no such limit.
    public var sizeLimit = 32 * 1024 * 1024
    /// Whether each session keeps a list of what the middleware did, for `Session.trace`.
    public var traces = false

    /// - Parameters:
    ///   - secrets: at least one; the first signs, all verify.
    ///   - cookie: settings of every new session's cookie.
    public init(secrets: [String], cookie: CookieOptions = CookieOptions()) {
        self.secrets = secrets
        self.cookie = { _ in cookie }
        fixedCookie = cookie
    }

    /// - Parameters:
    ///   - secrets: at least one; the first signs, all verify.
    ///   - cookie: makes the settings of a new session's cookie from the request.
    public init(secrets: [String], cookie: @escaping @Sendable (Request) -> CookieOptions) {
        self.secrets = secrets
        self.cookie = cookie
        fixedCookie = nil
    }

    /// The settings of every cookie, where they don't depend on the request.
    let fixedCookie: CookieOptions?

    /// Why no session could work with these settings, or nil.
    var problem: String? {
        if secrets.isEmpty || secrets.contains("") { return "sessions need a secret that is not empty" }
        if let fixedCookie { return fixedCookie.problem(name: name) }
        return CookieOptions().problem(name: name.hasPrefix("__") ? "x" : name)
    }
}
