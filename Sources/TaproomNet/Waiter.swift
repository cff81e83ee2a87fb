/// The place where one task waits for its loop: at most one at a time, resumed at most once.
///
/// An unchecked continuation, as the checked one costs an allocation per wait; this type is its check: the
/// continuation is taken out before it is resumed, and a second wait resumes the first.
public struct Waiter {
    private var continuation: UnsafeContinuation<Void, Never>?

    public init() {}

    /// Whether a task waits here.
    @inline(__always)
    public var isWaiting: Bool { continuation != nil }

    /// Keeps the continuation of the task that waits from now on.
    @inline(__always)
    public mutating func park(_ continuation: UnsafeContinuation<Void, Never>) {
        wake()
        self.continuation = continuation
    }

    /// Lets the waiting task, if any, go on.
    @inline(__always)
    public mutating func wake() {
        guard let waiting = continuation else { return }
        continuation = nil
        waiting.resume()
    }
}
