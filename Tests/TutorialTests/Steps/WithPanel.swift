import Taproom
import TaproomSessions

/// The tutorial's second step.
enum WithPanel {
    struct Bar {
        let folder: String

        func application() throws -> Application {
            let app = Application()
            app.views = try Views(folder + "/Views")
            app.use(try StaticFiles(folder + "/Public"))
            app.get("/") { request in
                try request.render("index", Page(request.session))
            }
            app.post("/") { request in
                try request.render("index", Page(request.session, beer: .random()))
            }
            return app
        }
    }

    struct Page: Encodable {
        let beer: Beer?
        let sessionID: String
        let expiresIn: Int?

        init(_ session: Session, beer: Beer? = nil) {
            self.beer = beer
            sessionID = session.id
            expiresIn = session.cookie.maxAge.map { Int(($0 / .seconds(1)).rounded()) }
        }
    }
}
