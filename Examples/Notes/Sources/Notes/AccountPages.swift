import Taproom
import TaproomSessions

/// The pages to sign up, log in and log out.
struct AccountPages: RouteCollection {
    let accounts: Accounts
    let rateLimits: any RateLimitStore

    func addRoutes(to routes: some RouteBuilder) {
        routes.get("/signup") { request in try request.page("signup") }
        routes.post("/signup") { request in
            let input = try await request.decode(Credentials.self)
            var problems = input.problems
            if problems.isEmpty {
                if let account = try await accounts.add(name: input.name, password: input.password) {
                    return try await enter(request, account, greeting: "Welcome, \(account.name).")
                }
                problems["name"] = "This name is taken."
            }
            return try request.page(
                "signup", ["name": input.name, "problems": problems], status: .unprocessableContent)
        }

        routes.get("/login") { request in try request.page("login") }
        routes.post("/login", RateLimit(5, per: .minutes(1), name: "login", store: rateLimits)) { request in
            let input = try await request.decode(Credentials.self)
            if let account = try await accounts.account(name: input.name, password: input.password) {
                return try await enter(request, account, greeting: "Welcome back, \(account.name).")
            }
            let problems = ["password": "There is no account of this name and password."]
            return try request.page(
                "login", ["name": input.name, "problems": problems], status: .unprocessableContent)
        }

        routes.post("/logout") { request in
            try await request.session.destroy()
            return Response.redirect(to: "/login")
        }
    }

    /// Logs a visitor in under a new session id, so that an attacker who knew the old one is not logged in, too.
    private nonisolated(nonsending) func enter(
        _ request: Request, _ account: Account, greeting: String
    ) async throws -> Response {
        try await request.session.regenerate()
        try await request.session.bind(user: account.sessionUser)
        request.session.flash(greeting)
        return Response.redirect(to: "/notes")
    }
}
