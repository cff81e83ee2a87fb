import Taproom
import TaproomHTTP

extension Session {
    /// The user that the session is bound to; nil for none.
    public var user: String? { live?.user }

    /// Says whose session this is, as at a login, so that it is found among that user's sessions (`UserSessions`).
    ///
    /// A session that the browser came with gets a new id, unless it is that user's already: somebody who knew the old id
    /// is not logged in, too. It keeps its fields, but for one that was bound to another user, which starts
    /// empty. After a `regenerate` in the same request it stays as it is.
    ///
    /// - Throws: `SessionError.unsupported` where the store has no index of users; what `regenerate` throws.
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

    /// Says that the session is nobody's any more; its fields stay. At a log-out `destroy` is the better choice.
    ///
    /// - Throws: `SessionError`, where there is no session, or it can't be read.
    public func unbind() throws {
        let transaction = try usable
        try transaction.checkReadable()
        transaction.remove(SessionTransaction.userField)
    }
}
