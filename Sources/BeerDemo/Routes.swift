import BeerNames
import Taproom
import TaproomHTTP
import TaproomSessions

/// The demo's routes.
struct Routes: Sendable {
    let bar: Bar
    let store: any SessionStore
    let beers: BeerSource

    func add(to app: Application) {
        app.get("/") { request in
            try bar.page(request, try request.session, .empty)
        }
        app.post("/") { request in
            let session = try request.session
            guard let beer = await beers.next() else { return try bar.page(request, session, .failed) }
            try session.increment("views")
            session.touch()
            // Stored before the page is made: the page tells what Redis has acknowledged.
            do {
                try await session.save()
            } catch SessionError.ended {
                // While the beer was on its way, in another tab or by the clock.
                return try bar.page(request, session, .empty, hasEnded: true)
            }
            return try bar.page(request, session, .beer(beer))
        }
        addExperiments(to: app)
        app.get("/api/beer") { _ in
            guard let beer = await beers.next() else {
                return Self.json(["status": 502, "error": "The beer API does not name a beer."], .badGateway)
            }
            // The shape of the API that the tutorial asks, its members in that order.
            return Self.json(
                ["status": 200, "data": ["name": .string(beer.name), "style": .string(beer.style)]], .ok)
        }
        app.get("/healthz") { _ in "ok" }
        let readiness = StoreReadiness(store)
        app.get("/readyz") { _ in
            do {
                try await readiness.check()
                return "ok"
            } catch {
                throw HTTPError(.serviceUnavailable, "The session store does not take sessions.")
            }
        }
    }

    private func addExperiments(to app: Application) {
        app.post(PageSessions.newPath) { request in
            let session = try request.session
            try await session.regenerate()
            return try bar.page(request, session, .empty)
        }
        app.post(PageSessions.endPath) { request in
            let session = try request.session
            try await session.destroy()
            return try bar.page(request, session, .empty, hasEnded: true)
        }
        // A browser that loads the page of an experiment again, or returns to it, gets the page.
        for path in [PageSessions.newPath, PageSessions.endPath] {
            app.get(path) { _ in Response.redirect(to: "/") }
        }
    }

    private static func json(_ value: JSONValue, _ status: HTTPStatus) -> Response {
        Response(status: status, contentType: "application/json", body: .bytes(value.bytes))
    }
}
