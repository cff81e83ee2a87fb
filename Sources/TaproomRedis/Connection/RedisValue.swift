/// A reply of Redis (RESP2).
public enum RedisValue: Sendable, Equatable {
    case null
    case integer(Int)
    case status(String)
    case bytes([UInt8])
    case array([RedisValue])
    /// An error reply, such as `WRONGTYPE Operation against a key …`.
    case error(String)
}

extension RedisValue {
    /// The text of a string or a status, and a number's digits; nil for anything else, and for what is not UTF-8.
    public var string: String? {
        switch self {
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let number): String(number)
        case .null, .array, .error: nil
        }
    }

    /// What a person reads of it, also of an error; empty where there is no text.
    var text: String {
        if case .error(let message) = self { return message }
        return string ?? ""
    }

    /// A number, also one that is kept as a string's digits; nil for anything else.
    public var int: Int? {
        if case .integer(let number) = self { return number }
        return string.flatMap { Int($0) }
    }

    /// The elements of an array; nil for anything else.
    public var elements: [RedisValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The texts of an array of names and values in turn; empty for anything else.
    var fields: [String: String] {
        var fields: [String: String] = [:]
        let parts = elements ?? []
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            if let name = parts[index].string { fields[name] = parts[index + 1].string }
        }
        return fields
    }

    /// Whether there is nothing, as for a key that does not exist.
    public var isNull: Bool { self == .null }

    /// Whether it is a message to a subscriber, which answers no command.
    var isPush: Bool {
        guard case .array(let parts) = self, case .bytes(let kind)? = parts.first else { return false }
        return kind.elementsEqual("message".utf8)
    }
}

/// What can go wrong between us and Redis.
public enum RedisError: Error, Sendable, CustomStringConvertible {
    /// The URL says not where Redis is.
    case badURL(String)
    /// TLS can't be set up: a file can't be used.
    case badTLS(String)
    /// There is no connection: the reason the last attempt failed.
    case unreachable(String)
    /// No reply came within the time-out.
    case timedOut
    /// The connection ended before the reply came; whether the command was carried out is not known.
    case connectionLost(String)
    /// Redis answered with an error.
    case reply(String)
    /// What came is no RESP.
    case badProtocol(String)
    /// A command can't be sent like this; nothing was.
    case malformedCommand(String)
    /// A command that changes or holds up the connection, which requests share.
    case notShared(String)
    /// A reply has more bytes, or more elements or levels of them, than a client takes (`RedisClient.init`).
    case replyTooLarge(limit: Int)
    /// A write was made, but is not as durable as `RedisStore.Options.durability` asks for: it may be lost with the master.
    case notDurable(String)

    /// What is wrong, in one line.
    public var description: String {
        switch self {
        case .badURL(let problem): "not a Redis URL: \(problem)"
        case .badTLS(let problem): "TLS with Redis can't be set up: \(problem)"
        case .unreachable(let reason): "Redis can't be reached: \(reason)"
        case .timedOut: "Redis did not answer in time"
        case .connectionLost(let reason): "the connection to Redis was lost: \(reason)"
        case .reply(let message): "Redis answered: \(message)"
        case .badProtocol(let message): "what Redis sent is no RESP: \(message)"
        case .malformedCommand(let problem): "this is no command for Redis: \(problem)"
        case .notShared(let command): "\(command) needs a connection of its own: this one is shared by all requests"
        case .notDurable(let reason): "the write may not last: \(reason)"
        case .replyTooLarge(let limit): "a reply of Redis is larger than the limit of \(limit) bytes"
        }
    }
}
