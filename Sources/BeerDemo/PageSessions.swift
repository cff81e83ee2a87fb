import Taproom
import TaproomSessions

/// Sessions for the page alone: health checks and the API cost no command in Redis, and stay up without it.
struct PageSessions: Middleware {
    static let cookieName = "_redisDemo"
    /// The experiments, which act on the session.
    static let newPath = "/session/new"
    static let endPath = "/session/end"

    private let sessions: Sessions

    /// The tutorial's settings: `_redisDemo`, `resave: false`, `saveUninitialized: true`,
    /// `cookie: {secure: false, maxAge: 60000}`. In production the cookie is Secure where the request is, and stays away
    /// from requests of other sites.
    init(store: any SessionStore, settings: Settings) throws {
        var cookie = CookieOptions(secure: .off, maxAge: .seconds(settings.sessionMaxAge))
        if settings.environment == .production {
            cookie.secure = .auto
            cookie.sameSite = .lax
        }
        var options = SessionOptions(secrets: settings.secrets, cookie: cookie)
        options.name = Self.cookieName
        options.saveUninitialized = true
        options.traces = settings.environment == .development
        options.touchesOnRead = true
        if settings.touchAfter > 0 { options.touchAfter = .seconds(settings.touchAfter) }
        sessions = try Sessions(store: store, options: options)
    }

    @inline(__always)
    func respond(to request: Request, next: Next) async throws -> Response {
        guard
            request.hasPath("/")
                || (request.method == .post && (request.hasPath(Self.newPath) || request.hasPath(Self.endPath)))
        else { return await next(request) }
        return try await sessions.respond(to: request, next: next)
    }
}
