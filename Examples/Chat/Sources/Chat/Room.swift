import TaproomRedis

/// A message in the room.
struct Message: Codable, Equatable {
    /// The position in the order of all messages, which Redis assigns.
    var id: String
    var author: String
    var text: String
}

/// The room's messages in Redis: a stream with the last ones, and a channel that announces new ones to all servers.
///
/// The channel only says that there is something new. The stream contains the messages, in the same order for all
/// readers, including those that missed the announcement.
struct Room: Sendable {
    let redis: RedisClient
    /// The number of messages that are kept.
    let historyLength: Int

    private static let stream = "chat:messages"
    private static let channel = "chat:new"

    /// Adds a message, and announces it to all servers.
    func add(author: String, text: String) async throws -> Message {
        let id = try await redis.command(
            "XADD", Self.stream, "MAXLEN", historyLength, "*", "author", author, "text", text
        ).string
        try await redis.publish(Self.channel, "")
        return Message(id: id ?? "", author: author, text: text)
    }

    /// Returns the messages that are kept, the oldest first.
    ///
    /// - Parameter id: the id of the last known message; nil for all messages.
    func messages(after id: String? = nil) async throws -> [Message] {
        let entries = try await redis.command("XRANGE", Self.stream, id.map { "(\($0)" } ?? "-", "+")
        return entries.elements?.compactMap { Message(entry: $0) } ?? []
    }

    /// Returns a sequence that has an element when there may be new messages. One waiting element says as much as many,
    /// so the buffer holds only one.
    func changes() async throws -> RedisSubscription.Events {
        try await redis.subscribe(to: Self.channel, bufferLimit: 1).events
    }

    /// Returns whether a text has the format of an id: milliseconds, a hyphen and a number.
    static func isID(_ text: String) -> Bool {
        text.wholeMatch(of: /[0-9]{1,18}-[0-9]{1,18}/) != nil
    }
}

extension Message {
    /// Parses an entry of the stream: its id, then names and values in turn. nil if the entry is not a message.
    fileprivate init?(entry: RedisValue) {
        guard let parts = entry.elements, parts.count == 2, let id = parts[0].string,
            let fields = parts[1].elements?.map(\.string), fields.count == 4,
            fields[0] == "author", let author = fields[1], fields[2] == "text", let text = fields[3]
        else { return nil }
        self.init(id: id, author: author, text: text)
    }
}
