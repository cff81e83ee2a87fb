import Taproom
import TaproomSessions

/// The routes for supervisors and load balancers. They use no session.
struct HealthRoutes: RouteCollection {
    let store: any SessionStore

    func addRoutes(to routes: some RouteBuilder) {
        routes.get("/healthz") { _ in "ok" }
        let readiness = StoreReadiness(store)
        routes.get("/readyz") { _ in
            do {
                try await readiness.check()
                return "ok"
            } catch {
                throw HTTPError(.serviceUnavailable, "The session store does not take sessions.")
            }
        }
    }
}
