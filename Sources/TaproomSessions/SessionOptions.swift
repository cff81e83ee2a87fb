import Taproom

/// What happens to the stored session when the application unsets it.
public enum SessionUnset: Sendable {
    /// It is kept unchanged.
    case keep
    /// It is destroyed.
    case destroy
}

/// How a request is answered if its session can't be loaded or saved because the store does not respond.
public enum StoreFailurePolicy: Sendable {
    /// 503 with Retry-After.
    case unavailable
    /// The request is handled without a session: `request.session` is empty, and its throwing calls throw
    /// `SessionError.notMounted`.
    case withoutSession
}

/// How a save handles a plain write of a field (`set`, `remove`, or by subscript) if another request has changed the
/// field since this one loaded the session. `increment`, `append` and `update` never lose such a change, regardless of
/// this option.
public enum SessionConflictPolicy: Sendable {
    /// The write replaces the other change, as in express-session.
    case lastWriterWins
    /// The save throws `SessionError.fieldConflict`, nothing is stored, and the client gets 409.
    case error
}

/// Whether the session middleware trusts `X-Forwarded-Proto` to determine whether a connection is secure.
public enum SessionProxy: Sendable {
    /// As the application's `trustedProxies` specify.
    case application
    /// Always.
    case trust
    /// Never.
    case distrust
}

/// The settings of the session middleware, with express-session's names.
public struct SessionOptions: Sendable {
    /// The cookie's name.
    public var name = "connect.sid"
    /// The secrets. The first one signs, all of them verify.
    public var secrets: [String]
    /// Generates the id of a new session.
    public var genid: @Sendable (Request) throws -> String = { _ in try SessionID.uuid() }
    /// Whether an unchanged session is saved, and not only touched.
    public var resave = false
    /// Whether a new session is saved although nothing has been stored in it.
    public var saveUninitialized = false
    /// Whether every response sets the cookie.
    public var rolling = false
    /// What happens to the stored session when the application unsets it.
    public var unset = SessionUnset.keep
    /// Whether to trust `X-Forwarded-Proto`.
    public var proxy = SessionProxy.application
    /// Makes the cookie settings of a new session.
    public var cookie: @Sendable (Request) -> CookieOptions
    /// The time of day in milliseconds since 1970; nil for the event loop's clock.
    public var clock: SessionClock?
    /// How a save handles a plain write of a field that another request has changed meanwhile.
    public var onConflict = SessionConflictPolicy.lastWriterWins
    /// How a request is answered while the store does not respond.
    public var onStoreFailure = StoreFailurePolicy.unavailable
    /// The time after which a session ends, even if it is in use; nil for no limit. The time of creation is stored in
    /// the session's JSON.
    public var absoluteLifetime: Duration?
    /// The least time between two touches of an unchanged session; nil to touch it on every request.
    public var touchAfter: Duration?
    /// Whether a request with a method that only reads (GET, HEAD) touches the session with the command that loads it:
    /// one command instead of two. This differs from express-session in two cases. A session that the handler then
    /// unsets, with `unset` set to `keep`, has been touched. So has a value that is not a session.
    public var touchesOnRead = false
    /// The most bytes of a session's JSON that are loaded or saved. Express has no such limit.
    public var sizeLimit = 32 * 1024 * 1024
    /// Whether each session records the steps of the middleware, for `Session.trace`.
    public var traces = false

    /// - Parameters:
    ///   - secrets: at least one. The first one signs, all of them verify.
    ///   - cookie: the settings of every new session's cookie.
    public init(secrets: [String], cookie: CookieOptions = CookieOptions()) {
        self.secrets = secrets
        self.cookie = { _ in cookie }
        fixedCookie = cookie
    }

    /// - Parameters:
    ///   - secrets: at least one. The first one signs, all of them verify.
    ///   - cookie: makes the settings of a new session's cookie from the request.
    public init(secrets: [String], cookie: @escaping @Sendable (Request) -> CookieOptions) {
        self.secrets = secrets
        self.cookie = cookie
        fixedCookie = nil
    }

    /// The settings of every cookie; nil if they depend on the request.
    let fixedCookie: CookieOptions?

    /// The reason why no session can work with these settings; nil if there is none.
    var problem: String? {
        if secrets.isEmpty || secrets.contains("") { return "sessions need a secret that is not empty" }
        if let fixedCookie { return fixedCookie.problem(name: name) }
        return CookieOptions().problem(name: name.hasPrefix("__") ? "x" : name)
    }
}
