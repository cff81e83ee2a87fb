/// The outcome of a save of a loaded session.
public enum SessionUpdate: Sendable, Equatable {
    /// The new value is stored.
    case stored
    /// Another request had changed the session. The value is the JSON that is now stored, with the changes of both.
    case merged([UInt8])
    /// The session was destroyed, or has expired since it was loaded. Nothing is stored.
    case gone
}
