import Taproom

/// What the session middleware did for a request, step by step: `request[SessionTrace.self]`, for middleware outside of it,
/// once it is done. nil without `SessionOptions.traces`.
public enum SessionTrace: RequestKey {
    /// The steps, in order.
    public typealias Value = [SessionEvent]
}
