import Testing

@testable import TaproomRedis

/// Replies to ROLE.
@Suite struct ReplicationRoleTests {
    private func replica(_ host: String, _ port: String) -> RedisValue { .texts(host, port, "3129659") }

    private func master(_ replicas: RedisValue...) -> RedisValue {
        .array([.text("master"), .integer(3_129_659), .array(replicas)])
    }

    @Test func aMasterNamesItsReplicas() {
        let reply = master(replica("10.0.0.1", "7001"), replica("::1", "7002"))
        let addresses = [RedisAddress(host: "10.0.0.1", port: 7001), RedisAddress(host: "::1", port: 7002)]
        #expect(ReplicationRole(reply) == .master(replicas: addresses))
        #expect(ReplicationRole(master()) == .master(replicas: []))
    }

    @Test func addressesAreMapped() {
        let inside = RedisAddress(host: "10.0.0.1", port: 7001)
        let outside = RedisAddress(host: "127.0.0.1", port: 1)
        #expect(
            ReplicationRole(master(replica("10.0.0.1", "7001")), map: [inside: outside])
                == .master(replicas: [outside]))
    }

    /// A replica without an address that can be used is left out.
    @Test(arguments: [("", "7001"), ("a", "0"), ("a", "70000"), ("a", "-1"), ("a", "x")])
    func anAddressThatCannotBeUsed(_ host: String, _ port: String) {
        #expect(
            ReplicationRole(master(replica(host, port), replica("b", "1")))
                == .master(replicas: [RedisAddress(host: "b", port: 1)]))
        #expect(ReplicationRole(master(.text("a"), .array([.text("a")]))) == .master(replicas: []))
    }

    @Test func aListWithoutEndIsCut() {
        let replicas = (1...1000).map { replica("10.0.0.1", "\($0)") }
        guard case .master(let kept)? = ReplicationRole(.array([.text("master"), .integer(0), .array(replicas)])) else {
            Issue.record("no master")
            return
        }
        #expect(kept.count == 64)
    }

    @Test(arguments: [("connected", true), ("connect", false), ("connecting", false), ("sync", false), ("", false)])
    func aReplicaTellsWhetherItIsLinked(_ state: String, _ isLinked: Bool) {
        let reply = RedisValue.array([.text("slave"), .text("10.0.0.1"), .integer(7001), .text(state), .integer(1)])
        #expect(ReplicationRole(reply) == .replica(isLinked: isLinked))
    }

    @Test func otherRepliesAreNone() {
        for reply: RedisValue in [
            .null, .text("master"), .array([]), .texts("master"), .texts("slave", "a", "1"), .texts("sentinel", "beer"),
            .array([.integer(1)]), .error("NOPERM"), .array([.text("master"), .integer(1), .text("a")]),
        ] { #expect(ReplicationRole(reply) == nil) }
    }
}
