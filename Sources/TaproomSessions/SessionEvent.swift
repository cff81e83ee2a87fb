/// One step of what the session middleware did for a request, for people who want to see how sessions work.
public enum SessionEvent: Sendable, Equatable {
    /// The request brought no cookie of the session's name.
    case noCookie
    /// A cookie's signature is by none of the secrets: it is as if it were not there.
    case badSignature
    /// A cookie's signature is right.
    case goodSignature(id: String)
    /// The store had the session; the time in microseconds.
    case loaded(id: String, json: [UInt8], microseconds: Int)
    /// The store had the session and gave it its whole time to live again in the same step; the time in microseconds.
    case loadedAndTouched(id: String, json: [UInt8], secondsToLive: Int?, microseconds: Int)
    /// The store had no session of that id; the time in microseconds.
    case notFound(id: String, microseconds: Int)
    /// The session had reached the end of its absolute lifetime.
    case expired(id: String)
    case created(id: String)
    /// A field's JSON before and after; nil where it was or is not there.
    case changed(field: String, from: String?, to: String?)
    /// A new session was stored whole.
    case stored(id: String, json: [UInt8], secondsToLive: Int?)
    /// A loaded session was stored, as nobody else had changed it.
    case updated(id: String, json: [UInt8], secondsToLive: Int?)
    /// Somebody else had changed the session; their changes and ours were brought together.
    case merged(id: String, json: [UInt8])
    /// The session had not changed and got its whole life again.
    case touched(id: String, secondsToLive: Int?)
    /// The last touch was too short ago for another.
    case touchSkipped(id: String)
    case destroyed(id: String)
    /// The store had it no more.
    case gone(id: String)
    /// The response sets the cookie, because of this.
    case cookieSet(reason: String, value: String)
    /// The response does not set the cookie, because of this.
    case cookieNotSet(reason: String)
}
