import Taproom
import TaproomRedis
import TaproomSessions

/// The settings in which a server and a test differ.
struct Settings {
    /// The secret that signs the session cookie. All servers have the same one.
    var secret: String
    /// The Redis that stores sessions and messages. All servers have the same one.
    var redis: RedisClient
    /// The number of messages that are kept.
    var historyLength = 50
}

/// Assembles the application: middleware from the outside in, then routes.
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
