import Taproom
import TaproomRedis
import TaproomSessions

/// What differs between a server and a test.
struct Settings {
    /// Signs the session's cookie. All servers have the same.
    var secret: String
    /// Where sessions and messages are. All servers have the same.
    var redis: RedisClient
    /// How many messages are kept.
    var historyLength = 50
}

/// Puts the application together: middleware from the outside in, then routes.
func makeApplication(_ settings: Settings) throws -> Application {
    let app = Application()
    app.views = try Views("Views")

    app.use(AccessLog(), SecurityHeaders(), CrossOriginProtection())
    app.use("/assets", try StaticFiles("Public", cacheControl: "max-age=60"))
    app.use(
        try Sessions(
            store: RedisStore(settings.redis), secrets: [settings.secret],
            cookie: CookieOptions(secure: .auto, sameSite: .lax, maxAge: .days(7))))

    app.register(ChatPages(room: Room(redis: settings.redis, historyLength: settings.historyLength)))
    return app
}
