import TestSupport
import Testing

/// The sentinels for tests behave like a user's sentinels.
@Suite(.serialized, .timeLimit(.minutes(4))) struct RedisSentinelsTests {
    @Test func aKilledMasterIsReplacedAndComesBackAsAReplica() async throws {
        let set = try await RedisSentinels.start()
        let addresses = set.sentinels.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        #expect(set.url == "redis+sentinel://\(addresses)/mymaster")
        let old = try await set.master()
        #expect(old.port == set.servers[0].port)
        try await old.order("set", "key", "value")
        for replica in set.servers.dropFirst() {
            try await eventually("the key at a replica") { try await replica.cli("get", "key") == "value" }
        }
        try await old.kill()
        let new = try await set.newMaster(insteadOf: old)
        #expect(try await new.cli("get", "key") == "value")

        try await old.restart()
        try await eventually("the old master to be a replica") {
            try await old.cli("role").hasPrefix("slave\n127.0.0.1\n\(set.master().port)\n")
        }
    }

    @Test func aHangingMasterIsReplaced() async throws {
        let set = try await RedisSentinels.start()
        let old = try await set.master()
        old.setHanging(true)
        #expect(try await set.newMaster(insteadOf: old).port != old.port)
        old.setHanging(false)
        try await eventually("the old master to be a replica") {
            try await old.cli("role").hasPrefix("slave\n127.0.0.1\n\(set.master().port)\n")
        }
    }

    @Test func theSentinelsChooseAnotherMasterWhereTheyAreTold() async throws {
        let set = try await RedisSentinels.start()
        let old = try await set.master()
        try await old.order("set", "key", "value")
        for replica in set.servers.dropFirst() {
            try await eventually("the key at a replica") { try await replica.cli("get", "key") == "value" }
        }
        let new = try await set.failOver()
        #expect(new.port != old.port)
        #expect(old.isAnswering)
        #expect(try await new.cli("get", "key") == "value")
    }

    @Test(.enabled("the server has TLS") { try await RedisServer.speaksTLS() })
    func allMaySpeakTLS() async throws {
        let tls = try await RedisCertificates()
        let set = try await RedisSentinels.start(tls: tls)
        #expect(set.url.hasPrefix("rediss+sentinel://127.0.0.1:"))
        #expect(set.url.hasSuffix("/mymaster?ca=\(tls.authority)"))
        let old = try await set.master()
        try await old.kill()
        #expect(try await set.newMaster(insteadOf: old).port != old.port)
    }
}
