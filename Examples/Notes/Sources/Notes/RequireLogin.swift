import Taproom
import TaproomSessions

/// The account of the visitor who sent a request: `request[CurrentAccount.self]`.
struct CurrentAccount: RequestKey {
    typealias Value = Account
}

/// Lets only those through who are logged in, and tells handlers who it is.
struct RequireLogin: Middleware {
    /// What everybody else gets.
    enum Otherwise {
        /// The page to log in.
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
    /// The number of the visitor's account.
    ///
    /// - Throws: `HTTPError` 401 where `RequireLogin` did not see the request.
    func accountID() throws -> Int64 {
        guard let id = self[CurrentAccount.self]?.id else { throw HTTPError(.unauthorized) }
        return id
    }
}
