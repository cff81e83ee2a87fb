import Taproom
import TaproomHTTP

/// What a store needs, beside its sessions, to find those of one user.
///
/// The index is a hint: each session says in its own JSON whose it is, and an entry whose session is gone or
/// another's by now is dropped when it is met. So it stays right when sessions expire, and no operation has to
/// touch two keys at once, which a Redis cluster could not do.
public protocol UserSessionIndex: SessionStore {
    /// Notes that a session, as it was just stored or touched, is a user's.
    func addSession(_ id: String, user: String, _ record: SessionRecord) async throws

    /// Forgets that a session is a user's.
    func removeSession(_ id: String, user: String) async throws

    /// The ids noted for a user; some may be of sessions that have ended.
    func sessionIDs(user: String) async throws -> [String]
}

/// One of a user's sessions.
public struct UserSession: Sendable, Equatable {
    /// The session's id.
    public let id: String
    /// When the user logged in, in milliseconds since 1970.
    public let since: Int
    /// The browser's User-Agent at the login; nil where it sent none.
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

    /// A user's sessions, the latest login first.
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

    /// Ends one session of a user; false where it is not, or no more, the user's.
    @discardableResult
    public func end(_ id: String, user: String) async throws -> Bool {
        guard try await session(id, of: user) != nil else { return false }
        try await store.destroy(id)
        try await store.removeSession(id, user: user)
        return true
    }

    /// Ends all sessions of a user, but for one, and returns how many.
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
    /// Where a session says whose it is: a field that express-session leaves alone.
    static let userField = "_user"

    /// The user that the session is bound to.
    var user: String? { fields.value(Self.userField)?["id"]?.stringValue }
}
