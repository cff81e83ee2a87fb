import Taproom
import TaproomSessions

/// The page's two routes, as in the tutorial's routes/index.js.
struct Routes: RouteCollection {
    let sessions: Sessions
    let beers: BeerSource

    func addRoutes(to routes: some RouteBuilder) {
        routes.get("/", sessions) { request in
            try request.render("index", Page(request.session))
        }
        routes.post("/", sessions) { request in
            let session = request.session
            guard let beer = await beers.next() else {
                return try request.render("index", Page(session, error: true), status: .badGateway)
            }
            try session.increment("views")
            session.touch()
            do {
                // Before the page is made: it tells what the store has acknowledged.
                try await session.save()
            } catch SessionError.ended {
                return try request.render("index", Page(session, hasEnded: true))
            }
            return try request.render("index", Page(session, beer: beer))
        }
        routes.get("/api/beer") { _ in
            guard let beer = await beers.next() else { return BeerReply.none }
            return BeerReply.beer(beer)
        }
    }
}
