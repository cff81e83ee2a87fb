import Testing

@testable import TaproomRedis

/// The slots of a master by its own word, in its reply to CLUSTER NODES.
@Suite struct OwnSlotsTests {
    private static let other = "b 10.0.0.2:7002@17002 master - 0 1 2 connected 8192-16383 [1-<-a]"

    private static func own(_ slots: String) -> RedisValue {
        .bytes(Array("\(other)\na 10.0.0.1:7001@17001,name myself,master - 0 0 1 connected \(slots)\n".utf8))
    }

    private func topology() throws -> ClusterTopology {
        let ranges = [(0, 8191), (8192, 16383)].enumerated().map { index, range in
            RedisValue.array([
                .integer(range.0), .integer(range.1),
                .array([.text("10.0.0.\(index + 1)"), .integer(7001 + index)]),
            ])
        }
        return try #require(ClusterTopology(slots: .array(ranges), from: RedisAddress(host: "10.0.0.1", port: 1)))
    }

    @Test(arguments: ["0-8191", "0 1-8190 8191", "0-8191 [7->-b] [9000-<-b]"])
    func theMasterAgrees(_ slots: String) throws {
        let own = try #require(OwnSlots(Self.own(slots)))
        #expect(try own.agree(with: topology(), on: RedisAddress(host: "10.0.0.1", port: 7001)))
        #expect(own.imports == (slots.contains("<") ? ["[9000-<-b]"] : []))
    }

    @Test(arguments: ["", "0-8190", "0-8192", "0-8191 9000", "1-8191"])
    func theMasterKnowsOfASlotThatHasMoved(_ slots: String) throws {
        let own = try #require(OwnSlots(Self.own(slots)))
        #expect(try !own.agree(with: topology(), on: RedisAddress(host: "10.0.0.1", port: 7001)))
    }

    @Test(arguments: ["-", "-1", "5-3", "0-16384", "0-1-2", "a", "0-9223372036854775808"])
    func whatIsNoSlotIsNoView(_ slots: String) {
        #expect(OwnSlots(Self.own(slots)) == nil)
    }

    @Test func anotherReplyIsNoView() {
        let replies = [
            .null, .array([]), .error("NOPERM"), .text(""), .text("\n \n"), .text(Self.other), .text("a b myself"),
            RedisValue.bytes([0xff]),
        ]
        for reply in replies { #expect(OwnSlots(reply) == nil) }
    }
}
