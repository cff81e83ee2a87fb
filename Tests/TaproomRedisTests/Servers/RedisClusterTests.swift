import TestSupport
import Testing

/// The cluster for tests behaves like a user's cluster.
@Suite(.serialized, .timeLimit(.minutes(4))) struct RedisClusterTests {
    @Test func allNodesServeAndAKeyIsAtItsNode() async throws {
        let cluster = try await RedisCluster.start()
        #expect(cluster.nodes.count == 6)
        #expect(cluster.url == "redis+cluster://" + cluster.nodes.map { "127.0.0.1:\($0.port)" }.joined(separator: ","))
        var masters: Set<Int> = []
        for key in ["a", "b", "c", "sess:1", "{tag}:2"] {
            #expect(try await cluster.nodes[5].cli("-c", "set", key, "value of \(key)").hasSuffix("OK"))
            let node = try await cluster.node(forKey: key)
            #expect(try await node.cli("get", key) == "value of \(key)")
            masters.insert(node.port)
        }
        #expect(masters == Set(cluster.nodes[..<3].map(\.port)))
        #expect(try await cluster.slot(ofKey: "{tag}:2") == cluster.slot(ofKey: "tag"))
        #expect(try await cluster.replicas(of: cluster.nodes[1]).map(\.port) == [cluster.nodes[4].port])
        #expect(try await cluster.nodes[1].cli("get", "b") == "MOVED 3300 127.0.0.1:\(cluster.nodes[0].port)")
    }

    @Test func aKilledMasterIsReplacedAndComesBackAsAReplica() async throws {
        let cluster = try await RedisCluster.start()
        let slot = try await cluster.slot(ofKey: "key")
        let old = try await cluster.masterNode(ofSlot: slot)
        let replica = try #require(try await cluster.replicas(of: old).first)
        try await old.order("set", "key", "value")
        try await eventually("the key at a replica") {
            for replica in try await cluster.replicas(of: old) where try await replica.cli("dbsize") == "1" {
                return true
            }
            return false
        }
        try await old.kill()
        #expect(!old.isAnswering)
        let new = try await cluster.newMaster(ofSlot: slot, insteadOf: old)
        #expect(new.port == replica.port)
        #expect(try await new.cli("get", "key") == "value")

        try await old.restart()
        try await eventually("the old master to be a replica") { try await old.cli("role").hasPrefix("slave\n") }
        try await cluster.untilWhole()
        #expect(try await cluster.masterNode(ofSlot: slot).port == new.port)
        #expect(try await cluster.replicas(of: new).map(\.port) == [old.port])
    }

    @Test func aHangingMasterIsReplaced() async throws {
        let cluster = try await RedisCluster.start()
        let old = try await cluster.masterNode(ofSlot: 0)
        old.setHanging(true)
        let new = try await cluster.newMaster(ofSlot: 0, insteadOf: old)
        old.setHanging(false)
        try await eventually("the old master to be a replica") { try await old.cli("role").hasPrefix("slave\n") }
        #expect(try await cluster.masterNode(ofSlot: 0).port == new.port)
    }

    @Test func aReplicaTakesOverWhereItIsTold() async throws {
        let cluster = try await RedisCluster.start(masters: 3, replicas: 1)
        let old = try await cluster.masterNode(ofSlot: 16_383)
        let replica = try #require(try await cluster.replicas(of: old).first)
        try await cluster.failOver(to: replica)
        #expect(try await cluster.masterNode(ofSlot: 16_383).port == replica.port)
        #expect(old.isAnswering)
    }

    @Test func aSlotMovesInStepsToANodeThatWasAdded() async throws {
        let cluster = try await RedisCluster.start(masters: 3, replicas: 0)
        let slot = try await cluster.slot(ofKey: "{a}")
        let source = try await cluster.masterNode(ofSlot: slot)
        for number in 0..<10 { try await source.order("set", "{a}\(number)", "\(number)") }
        let target = try await cluster.addNode()
        #expect(cluster.nodes.count == 4)

        let move = try await cluster.move(ofSlot: slot, to: target)
        #expect(move.source.port == source.port)
        try await move.begin()
        #expect(try await source.cli("get", "{a}missing").hasPrefix("ASK \(slot) 127.0.0.1:\(target.port)"))
        #expect(try await move.moveKeys(4) == 4)
        #expect(try await source.cli("cluster", "countkeysinslot", "\(slot)") == "6")
        #expect(try await source.cli(["mget"] + (0..<10).map { "{a}\($0)" }).hasPrefix("TRYAGAIN"))
        while try await move.moveKeys() > 0 {}
        try await move.finish()
        #expect(try await cluster.masterNode(ofSlot: slot).port == target.port)
        #expect(try await target.cli("cluster", "countkeysinslot", "\(slot)") == "10")
        #expect(try await source.cli("get", "{a}1").hasPrefix("MOVED"))

        try await cluster.moveSlot(slot, to: source)
        #expect(try await source.cli("get", "{a}9") == "9")
    }

    @Test(.enabled("the server has TLS") { try await RedisServer.speaksTLS() })
    func aClusterMaySpeakTLS() async throws {
        let tls = try await RedisCertificates(asksClients: true)
        let cluster = try await RedisCluster.start(masters: 3, replicas: 1, tls: tls)
        #expect(cluster.url.hasPrefix("rediss+cluster://127.0.0.1:"))
        #expect(cluster.url.hasSuffix("?ca=\(tls.authority)&cert=\(tls.client.certificate)&key=\(tls.client.key)"))
        #expect(try await cluster.nodes[0].cli("-c", "set", "key", "value").hasSuffix("OK"))
        #expect(try await cluster.node(forKey: "key").cli("get", "key") == "value")
    }
}
