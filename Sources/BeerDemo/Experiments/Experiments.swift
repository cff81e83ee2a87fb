import Taproom
import TaproomSessions

/// Two buttons below the page that act on the session, rendered from Views/experiments.mustache.
struct Experiments: RouteCollection {
    let sessions: Sessions

    func addRoutes(to routes: some RouteBuilder) {
        routes.post("/session/new", sessions) { request in
            try await request.session.regenerate()
            return try request.render("index", Page(request.session))
        }
        routes.post("/session/end", sessions) { request in
            let session = request.session
            try await session.destroy()
            return try request.render("index", Page(session, hasEnded: true))
        }
        // A browser that reloads or returns to the page of an experiment is redirected to the page.
        for path in ["/session/new", "/session/end"] {
            routes.get(path) { _ in Response.redirect(to: "/") }
        }
    }
}
