import Taproom
import TaproomHTTP

/// An error in the use of sessions.
public enum SessionError: Error, Sendable, CustomStringConvertible {
    /// The request did not pass through the session middleware, or is outside of its cookie's path.
    case notMounted
    /// The session was destroyed or unset earlier in this request, or is no longer in the store.
    case ended
    /// The value stored under the id is not the JSON of a session. It is left as it is. The id is empty if it is not
    /// known.
    case malformed(id: String, reason: String)
    /// The session's JSON is larger than `SessionOptions.sizeLimit`.
    case tooLarge(bytes: Int, limit: Int)
    /// A field can't be decoded as the requested type, or a value can't be encoded. Nothing was changed.
    case undecodable(field: String, reason: String)
    /// A field can't be incremented or appended to, because it has another type. Nothing was changed.
    case wrongType(field: String, expected: String)
    /// Other writers changed the session at each attempt to save it.
    case conflict(attempts: Int)
    /// A field that this request has written was changed by another request after this one had loaded it. Nothing was
    /// stored.
    case fieldConflict(field: String)
    /// It is not known whether the store has made a change. The change is not sent again.
    case outcomeUnknown(String)
    /// The store can't be reached, or refuses to work. Nothing was changed.
    case storeUnavailable(String)
    /// The store does not support the operation.
    case unsupported(String)
    /// The system's source of random numbers failed.
    case noRandomness
    /// The options contradict each other or the rules of cookies.
    case configuration(String)

    /// The problem and, if it is an error in the program, how to fix it.
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
    /// 503 with Retry-After if the store is unavailable, which the session middleware logs; 409 for a conflict; nil for
    /// other errors.
    public var httpError: HTTPError? {
        if case .fieldConflict = self {
            return HTTPError(.conflict, "Another request has changed the session meanwhile.")
        }
        guard isStoreFailure else { return nil }
        return .retryLater("The session store is unavailable.")
    }

    /// Whether the store failed.
    var isStoreFailure: Bool {
        switch self {
        case .storeUnavailable, .outcomeUnknown: true
        default: false
        }
    }
}
