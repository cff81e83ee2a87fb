import Testing

@testable import TaproomRedis

/// The parsing of sentinels' replies.
@Suite struct SentinelRepliesTests {
    @Test(arguments: [
        (RedisValue.texts("10.0.0.1", "6379"), "10.0.0.1:6379"), (.texts("::1", "6379"), "[::1]:6379"),
        (.texts("redis-1.example", "65535"), "redis-1.example:65535"),
        (.array([.text("10.0.0.1"), .integer(6379)]), "10.0.0.1:6379"),
    ])
    func theMasterIsRead(_ reply: RedisValue, _ address: String) {
        #expect(SentinelReplies.master(reply)?.description == address)
    }

    @Test(arguments: [
        RedisValue.null, .array([]), .texts("10.0.0.1"), .texts("10.0.0.1", "6379", "more"), .texts("", "6379"),
        .texts("10.0.0.1", "0"), .texts("10.0.0.1", "65536"), .texts("10.0.0.1", "port"), .text("10.0.0.1:6379"),
        .array([.null, .text("6379")]), .error("IDONTKNOW I have not enough information to reply."),
    ])
    func theMasterIsUnknown(_ reply: RedisValue) {
        #expect(SentinelReplies.master(reply) == nil)
    }

    @Test func theOtherSentinelsAreRead() {
        let reply = RedisValue.array([
            .texts("name", "0123", "ip", "10.0.0.1", "port", "26379", "runid", "0123"),
            // The order differs, and a value is not a text.
            .array([.text("flags"), .null, .text("port"), .text("26380"), .text("ip"), .text("::1")]),
            .texts("ip", "sentinel-3.example", "port", "26381", "odd"),
            .texts("ip", "", "port", "26379"), .texts("ip", "10.0.0.2"), .texts("port", "26379"),
            .texts("ip", "10.0.0.3", "port", "0"), .texts("ip", "10.0.0.4", "port", "65536"), .texts(), .null,
            .texts("ip"),
        ])
        #expect(
            SentinelReplies.sentinels(reply).map(\.description) == [
                "10.0.0.1:26379", "[::1]:26380", "sentinel-3.example:26381",
            ])
    }

    @Test(arguments: [RedisValue.null, .array([]), .error("ERR No such master with that name"), .text("ip")])
    func thereIsNoOtherSentinel(_ reply: RedisValue) {
        #expect(SentinelReplies.sentinels(reply).isEmpty)
    }

    @Test(arguments: [
        ("mymaster 10.0.0.1 6379 10.0.0.2 6380", "10.0.0.2:6380"), ("mymaster ::1 6379 ::2 6380", "[::2]:6380"),
        ("mymaster a.example 6379 b.example 6379", "b.example:6379"),
    ])
    func aNewMasterIsHeardOf(_ message: String, _ address: String) {
        #expect(SentinelReplies.newMaster(of: "mymaster", in: message)?.description == address)
    }

    @Test(arguments: [
        "", "mymaster", "other 10.0.0.1 6379 10.0.0.2 6380", "mymaster2 10.0.0.1 6379 10.0.0.2 6380",
        "mymaster 10.0.0.1 6379 10.0.0.2", "mymaster 10.0.0.1 6379 10.0.0.2 0", "mymaster 10.0.0.1 6379 10.0.0.2 65536",
        "mymaster 10.0.0.1 6379 10.0.0.2 port", "mymaster 10.0.0.1 6379 10.0.0.2 6380 more",
    ])
    func nothingIsHeardOfIt(_ message: String) {
        #expect(SentinelReplies.newMaster(of: "mymaster", in: message) == nil)
    }
}
