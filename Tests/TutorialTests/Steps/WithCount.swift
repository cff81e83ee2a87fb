import Taproom
import TaproomRedis
import TaproomSessions

/// The tutorial's fourth step, and its program from there on.
enum WithCount {
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
                try request.session.increment("views")
                request.session.touch()
                return try request.render("index", Page(request.session, beer: .random()))
            }
            return app
        }

        private var sessionOptions: SessionOptions {
            WithSessions.Bar(folder: folder, store: store, secret: secret, maxAge: maxAge).sessionOptions
        }
    }

    struct Page: Encodable {
        let beer: Beer?
        let sessionID: String
        let expiresIn: Int?
        let views: Int?

        init(_ session: Session, beer: Beer? = nil) {
            self.beer = beer
            sessionID = session.id
            expiresIn = session.cookie.maxAge.map { Int(($0 / .seconds(1)).rounded()) }
            views = session.integer("views")
        }
    }
}
