@testable import TaproomRedis

extension RedisValue {
    /// A string, as in a reply.
    static func text(_ text: String) -> RedisValue { .bytes(Array(text.utf8)) }

    /// An array of strings.
    static func texts(_ texts: String...) -> RedisValue { .array(texts.map { .text($0) }) }
}
