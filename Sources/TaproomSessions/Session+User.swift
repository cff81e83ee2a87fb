import Taproom
import TaproomHTTP

extension Session {
    /// The user that the session is bound to; nil for none.
    public var user: String? { live?.user }

    /// Binds the session to a user, for example at a login, so that it is found among that user's sessions
    /// (`UserSessions`).
    ///
    /// A session that the browser already had gets a new id, so that an attacker who knew the old id is not logged in
    /// too. If it was bound to this user already, it keeps its id. The fields are kept, unless the session was bound to
    /// another user; then the new session starts empty. After a `regenerate` in the same request, the session keeps its
    /// id.
    ///
    /// - Throws: `SessionError.unsupported` if the store has no index of users, and the errors of `regenerate`.
    public func bind(user: String) async throws {
        let transaction = try usable
        try transaction.checkReadable()
        let service = transaction.service
        guard service.hasUserIndex else { throw SessionError.unsupported("list the sessions of a user") }
        if transaction.user.map({ !$0.isExactly(user) }) ?? !transaction.isNew {
            try await transaction.regenerate(keeping: transaction.user == nil ? .all : .none)
        }
        self[SessionTransaction.userField] = [
            "id": .string(user), "since": JSONValue(service.now),
            "userAgent": transaction.request.header("user-agent").map { .string($0) } ?? .null,
        ]
    }

    /// Unbinds the session from its user. Its fields stay. For a log-out, `destroy` is the better choice.
    ///
    /// - Throws: `SessionError` if there is no session, or it can't be read.
    public func unbind() throws {
        let transaction = try usable
        try transaction.checkReadable()
        transaction.remove(SessionTransaction.userField)
    }
}
