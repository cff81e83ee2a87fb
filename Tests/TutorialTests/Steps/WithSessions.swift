import Foundation
import Taproom
import TaproomRedis
import TaproomSessions

/// The tutorial's third step.
enum WithSessions {
    typealias Page = WithPanel.Page

    struct Bar {
        let folder: String
        let store: RedisStore
        let secret: String
        var maxAge: Duration? = .seconds(60)

        func application() throws -> Application {
            let app = Application()
            app.views = try Views(folder + "/Views")
            app.use(try StaticFiles(folder + "/Public"))
            app.use(try Sessions(store: store, options: sessionOptions))
            app.get("/") { request in
                try request.render("index", Page(request.session))
            }
            app.post("/") { request in
                try request.render("index", Page(request.session, beer: .random()))
            }
            return app
        }

        var sessionOptions: SessionOptions {
            var options = SessionOptions(
                secrets: [secret], cookie: CookieOptions(secure: .off, maxAge: maxAge))
            options.name = "_redisDemo"
            options.resave = false
            options.saveUninitialized = true
            return options
        }
    }

    /// This is only compiled, because it serves until the process is told to stop.
    static func program() async throws {
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:6379"))
        let secret = ProcessInfo.processInfo.environment["SESSION_SECRET"] ?? ""
        let bar = Bar(folder: ".", store: RedisStore(redis), secret: secret)
        try await bar.application().run(host: "localhost", port: 3000)
    }
}
