import BeerNames
import Taproom
import TaproomSessions

/// The demo's routes.
struct Routes: Sendable {
    let pages: Pages
    let store: any SessionStore
    private let beers = BeerNameGenerator()

    init(pages: Pages, store: any SessionStore) {
        self.pages = pages
        self.store = store
    }

    func add(to app: Application) {
        app.get("/") { request in
            try pages.index(PageModel(session: try request.session, beer: nil))
        }
        app.post("/") { request in
            let session = try request.session
            try session.increment("views")
            // Stored before the page is made: the page tells what Redis has acknowledged.
            try await session.save()
            return try pages.index(PageModel(session: session, beer: beers.next()))
        }
        app.get("/api/beer") { _ in
            let beer = beers.next()
            return try Response.json(
                BeerReply(status: 200, data: .init(name: beer.name, style: beer.style)))
        }
        app.get("/healthz") { _ in "ok" }
        app.get("/readyz") { _ in
            do {
                try await store.ping()
                return "ok"
            } catch {
                throw HTTPError(.serviceUnavailable, "The session store does not answer.")
            }
        }
    }
}

/// What `GET /api/beer` answers: the shape of the API that the tutorial asks.
struct BeerReply: Codable {
    struct Data: Codable {
        let name: String
        let style: String
    }
    let status: Int
    let data: Data
}
