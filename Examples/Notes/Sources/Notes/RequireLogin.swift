import Taproom
import TaproomSessions

/// The account of the visitor that sent a request: `request[CurrentAccount.self]`.
struct CurrentAccount: RequestKey {
    typealias Value = Account
}

/// Rejects requests of visitors that are not logged in, and tells handlers the account of the others.
struct RequireLogin: Middleware {
    /// The response to other visitors.
    enum Otherwise {
        /// A redirect to the login page.
        case redirect
        /// 401, for programs.
        case refuse
    }

    let accounts: Accounts
    let otherwise: Otherwise

    init(_ accounts: Accounts, _ otherwise: Otherwise) {
        self.accounts = accounts
        self.otherwise = otherwise
    }

    func respond(to request: Request, next: Next) async throws -> Response {
        guard let user = request.session.user, let account = try await accounts.account(ofSession: user) else {
            switch otherwise {
            case .redirect: return Response.redirect(to: "/login")
            case .refuse: throw HTTPError(.unauthorized, "Log in first.")
            }
        }
        request[CurrentAccount.self] = account
        return await next(request)
    }
}

extension Request {
    /// Returns the number of the visitor's account.
    ///
    /// - Throws: `HTTPError` 401 if `RequireLogin` did not see the request.
    func accountID() throws -> Int64 {
        guard let id = self[CurrentAccount.self]?.id else { throw HTTPError(.unauthorized) }
        return id
    }
}
