/// A server-sent event (WHATWG HTML §9.2).
public struct TestEvent: Sendable, Hashable {
    /// Its type, `message` where the server names none.
    public var name: String
    /// Its text; lines are separated by `\n`.
    public var data: String
    /// The id that was sent with it; nil for none.
    public var id: String?
    /// Milliseconds to wait before connecting again, where it says so.
    public var retry: Int?

    /// An event to compare with.
    public init(name: String = "message", data: String, id: String? = nil, retry: Int? = nil) {
        self.name = name
        self.data = data
        self.id = id
        self.retry = retry
    }
}
