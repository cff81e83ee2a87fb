import Taproom
import TaproomHTTP

/// A store that also keeps an index, to find the sessions of a user.
///
/// The index is a hint. Each session has its user in its own JSON, and an entry is removed when its session turns out
/// to have ended or to belong to another user. So the index is correct although sessions expire, and no operation has
/// to change two keys at once, which is not possible in a Redis cluster.
public protocol UserSessionIndex: SessionStore {
    /// Adds a session, which was just stored or touched, to a user's entries.
    func addSession(_ id: String, user: String, _ record: SessionRecord) async throws

    /// Removes a session from a user's entries.
    func removeSession(_ id: String, user: String) async throws

    /// Returns the ids in a user's entries. Some may be those of sessions that have ended.
    func sessionIDs(user: String) async throws -> [String]
}

/// A session of a user.
public struct UserSession: Sendable, Equatable {
    /// The session's id.
    public let id: String
    /// The time of the login in milliseconds since 1970.
    public let since: Int
    /// The browser's User-Agent at the login; nil if it sent none.
    public let userAgent: String?
}

/// Lists and ends the sessions of users ('log out everywhere').
///
///     try await request.session.bind(user: "42")                // at the login
///     let sessions = UserSessions(store)
///     for session in try await sessions.list(user: "42") { … }
///     try await sessions.endAll(user: "42", except: request.session.id)
public struct UserSessions: Sendable {
    private let store: any UserSessionIndex

    /// - Parameter store: a store that keeps an index of users, such as `RedisStore`.
    public init(_ store: any UserSessionIndex) {
        self.store = store
    }

    /// Returns a user's sessions, the latest login first.
    public func list(user: String) async throws -> [UserSession] {
        var sessions: [UserSession] = []
        for id in try await store.sessionIDs(user: user) {
            if let session = try await session(id, of: user) {
                sessions.append(session)
            } else {
                try await store.removeSession(id, user: user)
            }
        }
        return sessions.sorted { ($0.since, $0.id) > ($1.since, $1.id) }
    }

    /// Ends a session of a user. Returns false if the session is not, or is no longer, the user's.
    @discardableResult
    public func end(_ id: String, user: String) async throws -> Bool {
        guard try await session(id, of: user) != nil else { return false }
        try await store.destroy(id)
        try await store.removeSession(id, user: user)
        return true
    }

    /// Ends all sessions of a user except one, and returns how many it has ended.
    @discardableResult
    public func endAll(user: String, except kept: String? = nil) async throws -> Int {
        var count = 0
        for id in try await store.sessionIDs(user: user) where kept?.isExactly(id) != true {
            if try await end(id, user: user) { count += 1 } else { try await store.removeSession(id, user: user) }
        }
        return count
    }

    private func session(_ id: String, of user: String) async throws -> UserSession? {
        guard let json = try await store.get(id), let fields = try? JSONFields(json),
            let binding = fields.value(SessionTransaction.userField),
            binding["id"]?.stringValue?.isExactly(user) == true
        else { return nil }
        return UserSession(
            id: id, since: binding["since"]?.intValue ?? 0, userAgent: binding["userAgent"]?.stringValue)
    }
}

extension SessionTransaction {
    /// The field with the session's user. express-session leaves it alone.
    static let userField = "_user"

    /// The user that the session is bound to.
    var user: String? { fields.value(Self.userField)?["id"]?.stringValue }
}
