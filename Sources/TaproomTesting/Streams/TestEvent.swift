/// A Server-Sent Event (WHATWG HTML §9.2).
public struct TestEvent: Sendable, Hashable {
    /// The event's type; `message` if the server names none.
    public var name: String
    /// The event's text. Its lines are separated by `\n`.
    public var data: String
    /// The id that the server sent with the event; nil for none.
    public var id: String?
    /// The milliseconds to wait before reconnecting; nil if the server states none.
    public var retry: Int?

    /// Makes an event to compare with.
    public init(name: String = "message", data: String, id: String? = nil, retry: Int? = nil) {
        self.name = name
        self.data = data
        self.id = id
        self.retry = retry
    }
}
