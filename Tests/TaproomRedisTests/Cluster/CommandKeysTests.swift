import Testing

@testable import TaproomRedis

/// The first key of a command, by which it is routed.
@Suite struct CommandKeysTests {
    /// Returns the first key of a command; nil if the command may go to any node.
    private func key(_ command: String) -> String? {
        let words = command.split(separator: " ").map(String.init)
        guard case .keyBytes(let key) = CommandKeys.route(words[0], words.dropFirst().map { Array($0.utf8) }) else {
            return nil
        }
        return String(decoding: key, as: UTF8.self)
    }

    @Test(arguments: [
        ("GET a", "a"), ("SET a b EX 5", "a"), ("MSET a 1 b 2", "a"), ("DEL a b", "a"), ("HSET a b c", "a"),
        ("RENAME a b", "a"), ("SPUBLISH a b", "a"), ("ZUNIONSTORE a 2 b c", "a"), ("A-COMMAND-OF-TOMORROW a b", "a"),
        ("EVAL script 1 a b", "a"), ("EVALSHA 0123 2 a b c", "a"), ("EVAL_RO script 1 a", "a"),
        ("EVALSHA_RO 0123 1 a", "a"), ("FCALL function 1 a", "a"), ("FCALL_RO function 1 a", "a"),
        ("ZUNION 2 a b", "a"), ("ZINTER 1 a", "a"), ("ZDIFF 2 a b", "a"), ("ZINTERCARD 2 a b", "a"),
        ("SINTERCARD 2 a b LIMIT 1", "a"), ("LMPOP 1 a LEFT", "a"), ("ZMPOP 1 a MIN", "a"),
        ("OBJECT ENCODING a", "a"), ("MEMORY USAGE a", "a"), ("XINFO STREAM a", "a"), ("XGROUP CREATE a g $", "a"),
        ("BITOP AND a b c", "a"), ("DEBUG OBJECT a", "a"),
        ("XREAD STREAMS a b 0 0", "a"), ("XREAD COUNT 5 streams a 0", "a"),
        ("XREADGROUP GROUP g c COUNT 5 NOACK Streams a >", "a"),
    ])
    func theFirstKeyIsFound(_ command: String, _ first: String) {
        #expect(key(command) == first)
    }

    @Test(arguments: [
        "PING", "PING hello", "ECHO hello", "PUBLISH room hello", "SCAN 0 MATCH a", "DBSIZE", "INFO server", "TIME",
        "SCRIPT LOAD text", "CONFIG GET dir", "CLUSTER KEYSLOT a", "CLIENT INFO", "COMMAND COUNT", "RANDOMKEY",
        "KEYS sess:*", "FLUSHALL ASYNC", "ROLE", "ACL WHOAMI", "PUBSUB CHANNELS", "LOLWUT",
        // These are scripts without keys, and commands that lack theirs.
        "EVAL script 0", "EVAL script 0 a", "EVALSHA 0123 0 a b", "FCALL function 0", "EVAL script", "EVAL",
        "EVALSHA 0123 1", "ZUNION", "GET", "OBJECT HELP", "MEMORY DOCTOR", "XREAD STREAMS", "BITOP",
    ])
    func theOthersGoAnywhere(_ command: String) {
        #expect(key(command) == nil)
    }

    @Test func aKeyMayBeAnyBytes() {
        let bytes: [UInt8] = [0, 0xFF, 0x0A]
        guard case .keyBytes(bytes) = CommandKeys.route("GET", [bytes]) else {
            Issue.record("another key")
            return
        }
    }
}
