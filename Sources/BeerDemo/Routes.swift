import Taproom
import TaproomSessions

/// The two routes of the page, as in the tutorial's routes/index.js, and the API.
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
                // The session is saved before the page is rendered, so that the page shows what the store has
                // acknowledged.
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
