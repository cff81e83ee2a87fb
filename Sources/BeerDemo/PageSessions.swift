import Taproom
import TaproomSessions

/// Sessions for the page alone: health checks and the API cost no command in Redis, and stay up without it.
struct PageSessions: Middleware {
    private let sessions: Sessions

    /// The tutorial's settings: `_redisDemo`, `resave: false`, `saveUninitialized: true`,
    /// `cookie: {secure: false, maxAge: 60000}`.
    init(store: any SessionStore, settings: Settings) throws {
        var options = SessionOptions(
            secrets: settings.secrets,
            cookie: CookieOptions(secure: .off, maxAge: .seconds(settings.sessionMaxAge)))
        options.name = "_redisDemo"
        options.saveUninitialized = true
        options.touchesOnLook = true
        sessions = try Sessions(store: store, options: options)
    }

    func respond(to request: Request, next: Next) async throws -> Response {
        guard request.path == "/" else { return try await next(request) }
        return try await sessions.respond(to: request, next: next)
    }
}
