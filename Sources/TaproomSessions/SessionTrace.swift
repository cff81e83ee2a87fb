import Taproom

/// The steps that the session middleware took for a request: `request[SessionTrace.self]`, for outer middleware, once
/// the session middleware has returned. nil without `SessionOptions.traces`.
public enum SessionTrace: RequestKey {
    /// The steps, in order.
    public typealias Value = [SessionEvent]
}
