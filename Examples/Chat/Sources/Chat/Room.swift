import TaproomRedis

/// A message in the room.
struct Message: Codable, Equatable {
    /// Its place in the order of all messages, which Redis gives.
    var id: String
    var author: String
    var text: String
}

/// The room's messages, in Redis: the last ones in a stream, and a channel that tells all servers of a new one.
///
/// What is published says only that there is something new. The stream says what it is, in the same order for everybody, and
/// to those as well who were away when it was published.
struct Room: Sendable {
    let redis: RedisClient
    /// How many messages are kept.
    let historyLength: Int

    private static let stream = "chat:messages"
    private static let channel = "chat:new"

    /// Adds a message and tells all servers.
    func add(author: String, text: String) async throws -> Message {
        let id = try await redis.command(
            "XADD", Self.stream, "MAXLEN", historyLength, "*", "author", author, "text", text
        ).string
        try await redis.publish(Self.channel, "")
        return Message(id: id ?? "", author: author, text: text)
    }

    /// The messages that are kept, from the oldest on.
    ///
    /// - Parameter id: of the last one that is known already; all where nil.
    func messages(after id: String? = nil) async throws -> [Message] {
        let entries = try await redis.command("XRANGE", Self.stream, id.map { "(\($0)" } ?? "-", "+")
        return entries.elements?.compactMap { Message(entry: $0) } ?? []
    }

    /// Has an element when there may be new messages. One that waits to be read says as much as many, so there is room for
    /// one only.
    func changes() async throws -> RedisSubscription.Events {
        try await redis.subscribe(to: Self.channel, bufferLimit: 1).events
    }

    /// Whether a text has the form of an id: milliseconds, a hyphen, and a number.
    static func isID(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9]{1,18}-[0-9]{1,18}/) != nil
    }
}

extension Message {
    /// An entry of the stream: its id, then names and values in turn. Nil for what is no message.
    fileprivate init?(entry: RedisValue) {
        guard let parts = entry.elements, parts.count == 2, let id = parts[0].string,
            let fields = parts[1].elements?.map(\.string), fields.count == 4,
            fields[0] == "author", let author = fields[1], fields[2] == "text", let text = fields[3]
        else { return nil }
        self.init(id: id, author: author, text: text)
    }
}
