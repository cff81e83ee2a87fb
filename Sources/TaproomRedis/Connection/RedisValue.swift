/// A reply from Redis (RESP2).
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
    /// The text of a string or a status, or the digits of an integer; nil for other replies, and for bytes that are not
    /// UTF-8.
    public var string: String? {
        switch self {
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let number): String(number)
        case .null, .array, .error: nil
        }
    }

    /// The text for a person to read, including that of an error; empty if there is none.
    var text: String {
        if case .error(let message) = self { return message }
        return string ?? ""
    }

    /// The number of an integer, or of a string that consists of its digits; nil for other replies.
    public var int: Int? {
        if case .integer(let number) = self { return number }
        return string.flatMap { Int($0) }
    }

    /// The elements of an array; nil for other replies.
    public var elements: [RedisValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The fields of an array in which names and values alternate, with their values as text; empty for other replies.
    var fields: [String: String] {
        var fields: [String: String] = [:]
        let parts = elements ?? []
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            if let name = parts[index].string { fields[name] = parts[index + 1].string }
        }
        return fields
    }

    /// Whether the reply is null, as for a key that does not exist.
    public var isNull: Bool { self == .null }

    /// The error of a server that is loading its data, or that is not the master; nil for other replies.
    var refusalOfWrongServer: String? {
        guard case .error(let message) = self, ErrorReply.isOfWrongServer(message) else { return nil }
        return message
    }

    /// Whether this is a message to a subscriber, and not a reply to a command.
    var isPush: Bool {
        guard case .array(let parts) = self, case .bytes(let kind)? = parts.first else { return false }
        return kind.elementsEqual("message".utf8)
    }
}

/// An error in the use of Redis.
public enum RedisError: Error, Sendable, CustomStringConvertible {
    /// The URL is not a valid Redis URL.
    case badURL(String)
    /// TLS can't be set up, because a file can't be used.
    case badTLS(String)
    /// There is no connection. The value is the reason why the last attempt failed.
    case unreachable(String)
    /// No reply came within the time-out.
    case timedOut
    /// The connection ended before the reply arrived. The command may or may not have run.
    case connectionLost(String)
    /// Redis replied with this error.
    case reply(String)
    /// The bytes from Redis are not RESP.
    case badProtocol(String)
    /// The command is not well-formed. Nothing was sent.
    case malformedCommand(String)
    /// The command would change or block the connection, which all requests share.
    case notShared(String)
    /// A reply has more bytes, elements or levels than the client accepts (`RedisClient.init`).
    case replyTooLarge(limit: Int)
    /// A write was made, but is not as durable as `RedisStore.Options.durability` requires. It may be lost if the
    /// master fails.
    case notDurable(String)

    /// The problem, in one line.
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

    /// Whether a command that was sent may have run, although its reply did not arrive or does not tell.
    var leavesOutcomeOpen: Bool {
        switch self {
        case .timedOut, .connectionLost, .badProtocol, .replyTooLarge, .notDurable: true
        case .badURL, .badTLS, .unreachable, .reply, .malformedCommand, .notShared: false
        }
    }
}
