import Taproom
import TaproomRedis
import TaproomSessions

/// The README's example. This file compiles it, and `ReadmeTests` checks that both are equal.
enum ReadmeExamples {
    static func application() async throws {
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:6379"))
        let app = Application()
        app.use(AccessLog())
        app.use(try StaticFiles("Public"))
        app.use(
            try Sessions(
                store: RedisStore(redis), secrets: ["keyboard cat"], cookie: CookieOptions(maxAge: .seconds(60))))
        app.get("/") { request in
            let views = try request.session.increment("views")
            return "You have been here \(views) times."
        }
        try await app.run(host: "localhost", port: 3000)
    }
}
