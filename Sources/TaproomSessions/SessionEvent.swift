/// A step that the session middleware took for a request, for people who want to see how sessions work.
public enum SessionEvent: Sendable, Equatable {
    /// The request has no cookie with the session's name.
    case noCookie
    /// A cookie's signature matches none of the secrets. The cookie is ignored.
    case badSignature
    /// A cookie's signature is valid.
    case goodSignature(id: String)
    /// The session was loaded; the time is in microseconds.
    case loaded(id: String, json: [UInt8], microseconds: Int)
    /// The session was loaded and touched in one step; the time is in microseconds.
    case loadedAndTouched(id: String, json: [UInt8], secondsToLive: Int?, microseconds: Int)
    /// The store has no session with that id; the time is in microseconds.
    case notFound(id: String, microseconds: Int)
    /// The session has reached the end of its absolute lifetime.
    case expired(id: String)
    case created(id: String)
    /// A field has changed. The values are its JSON before and after; nil if the field was or is missing.
    case changed(field: String, from: String?, to: String?)
    /// A new session was stored.
    case stored(id: String, json: [UInt8], secondsToLive: Int?)
    /// A loaded session was stored, because no other request had changed it.
    case updated(id: String, json: [UInt8], secondsToLive: Int?)
    /// Another request had changed the session. Its changes and those of this request were merged.
    case merged(id: String, json: [UInt8])
    /// The session has not changed, and was given its whole time to live again.
    case touched(id: String, secondsToLive: Int?)
    /// The session was not touched, because the last touch was too recent.
    case touchSkipped(id: String)
    case destroyed(id: String)
    /// The session is no longer in the store.
    case gone(id: String)
    /// The response sets the cookie, for the given reason.
    case cookieSet(reason: String, value: String)
    /// The response does not set the cookie, for the given reason.
    case cookieNotSet(reason: String)
}
