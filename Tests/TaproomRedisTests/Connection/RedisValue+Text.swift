@testable import TaproomRedis

extension RedisValue {
    /// Returns a string as in a reply.
    static func text(_ text: String) -> RedisValue { .bytes(Array(text.utf8)) }

    /// Returns an array of strings.
    static func texts(_ texts: String...) -> RedisValue { .array(texts.map { .text($0) }) }
}
