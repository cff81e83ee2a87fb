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
            session.touch()
            // Stored before the page is made: the page tells what Redis has acknowledged.
            try await session.save()
            return try pages.index(PageModel(session: session, beer: beers.next()))
        }
        app.get("/api/beer") { _ in
            let beer = beers.next()
            // The shape of the API that the tutorial asks, its members in that order.
            let reply: JSONValue = [
                "status": 200, "data": ["name": .string(beer.name), "style": .string(beer.style)],
            ]
            return Response(contentType: "application/json", body: .bytes(reply.bytes))
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
