import Taproom
import TaproomHTTP

/// What can go wrong with sessions.
public enum SessionError: Error, Sendable, CustomStringConvertible {
    /// The request did not pass the session middleware, or lies outside of its cookie's path.
    case notMounted
    /// The session was destroyed or unset earlier in this request, or is gone from the store.
    case ended
    /// What is stored under the id, which is empty where it is not known, is not the JSON of a session; it stays as it is.
    case malformed(id: String, reason: String)
    /// A stored value is larger than the store's limit.
    case tooLarge(bytes: Int, limit: Int)
    /// A field does not decode as the type asked for; nothing was changed.
    case undecodable(field: String, reason: String)
    /// A field can't be counted up or appended to, as it holds something else; nothing was changed.
    case wrongType(field: String, expected: String)
    /// Other writers were faster each time.
    case conflict(attempts: Int)
    /// A field that the request wrote was changed by another one since this one had loaded it; nothing was stored.
    case fieldConflict(field: String)
    /// The store did not say whether it has made a change: it may have. The change is not sent again.
    case outcomeUnknown(String)
    /// The store can't be reached, or refuses to work; it has changed nothing.
    case storeUnavailable(String)
    /// The operation is not one that this store has.
    case unsupported(String)
    /// The system's source of random numbers failed.
    case noRandomness
    /// The options contradict each other or the rules of cookies.
    case configuration(String)

    /// What is wrong, and where the program is at fault, what to do.
    public var description: String {
        switch self {
        case .notMounted: "no session here: the session middleware is not mounted on this path"
        case .ended: "the session has ended"
        case .malformed(let id, let reason):
            "the stored session\(id.isEmpty ? "" : " \(id.prefix(8))…") is not the JSON of a session (\(reason)); it was left as it is"
        case .tooLarge(let bytes, let limit): "a session of \(bytes) bytes exceeds the limit of \(limit)"
        case .undecodable(let field, let reason): "the session's field '\(field)' does not decode: \(reason)"
        case .wrongType(let field, let expected): "the session's field '\(field)' is not \(expected)"
        case .conflict(let attempts): "the session was changed by others \(attempts) times while it was saved"
        case .fieldConflict(let field): "the session's field '\(field)' was changed by another request meanwhile"
        case .outcomeUnknown(let reason): "the session may have been stored or not: \(reason)"
        case .storeUnavailable(let reason): "the session store is unavailable: \(reason)"
        case .unsupported(let operation): "this session store can't \(operation)"
        case .noRandomness: "the system gives no random numbers"
        case .configuration(let problem): problem
        }
    }
}

extension SessionError: HTTPErrorConvertible {
    /// 503 with Retry-After for a store that is unavailable, which the session middleware logs; 409 for a conflict.
    public var httpError: HTTPError? {
        if case .fieldConflict = self {
            return HTTPError(.conflict, "Another request has changed the session meanwhile.")
        }
        guard isStoreFailure else { return nil }
        return .retryLater("The session store is unavailable.")
    }

    /// Whether the store is to blame.
    var isStoreFailure: Bool {
        switch self {
        case .storeUnavailable, .outcomeUnknown: true
        default: false
        }
    }

    /// Whether the store has done nothing, and may be asked again.
    var leavesStoreAsItWas: Bool { !isStoreFailure }
}
