import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// Sessions in a real cluster whose nodes stop, return and hand over keys.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ClusterSessionTests {
    private func store(
        _ cluster: RedisCluster, _ recorder: LogRecorder = LogRecorder(),
        _ configure: (inout RedisStore.Options) -> Void = { _ in }
    ) throws -> RedisStore {
        var options = RedisStore.Options()
        configure(&options)
        return RedisStore(RedisClient(try RedisURL(cluster.url), logger: recorder.logger), options: options)
    }

    /// Makes visitors with one pour each.
    private func visitors(_ count: Int, _ client: TestClient) async throws -> [Visitor] {
        var visitors: [Visitor] = []
        for _ in 0..<count {
            let visitor = Visitor(client)
            #expect(try await visitor.send(.post, "/pour").text == "1")
            visitors.append(visitor)
        }
        return visitors
    }

    /// Pours until the pour is acknowledged. Returns the number of views and of attempts that ended in a 503.
    private func pourUntilAcknowledged(_ visitor: Visitor) async throws -> (views: Int, unanswered: Int) {
        var unanswered = 0
        while true {
            let response = try await visitor.send(.post, "/pour")
            if response.status == 200 { return (Int(response.text) ?? 0, unanswered) }
            #expect(response.status == 503)
            #expect(response["Retry-After"] != nil)
            unanswered += 1
        }
    }

    @Test func sessionsAreOnAllNodesAndToolsFindEachOnce() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let store = try store(cluster) { $0.scanCount = 3 }
        try await SessionApp(store).app.test(.live) { client async throws in
            let visitors = try await visitors(40, client)
            for visitor in visitors { #expect(try await visitor.send(.get, "/look").text == "1") }
            for node in cluster.nodes { #expect(Int(try await node.cli("dbsize")) ?? 0 > 0) }
            let ids = try await store.ids()
            #expect(ids.count == 40)
            #expect(Set(ids) == Set(visitors.map(\.sessionID)))
            #expect(try await store.count() == 40)
            #expect(try await store.keyCount() == 40)
            #expect(try await store.inspect(ids).count == 40)
            try await visitors[0].send(.post, "/logout")
            #expect(try await store.count() == 39)
            try await store.clear()
            #expect(try await store.count() == 0)
        }
    }

    /// The index and each session are separate keys, which may be in any slot.
    @Test func allSessionsOfAUserAreFoundAndEnded() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let store = try store(cluster)
        try await SessionApp(store).app.test(.live) { client async throws in
            for _ in 0..<6 { try await Visitor(client).send(.post, "/login/ann") }
            let ids = try await store.sessionIDs(user: "ann")
            #expect(ids.count == 6)
            try await store.destroy(ids)
            #expect(try await store.count() == 0)
        }
    }

    /// There is no MOVED, so the lost connection is the sign.
    @Test(arguments: [true, false]) func aMasterThatDiesIsReplaced(_ hangs: Bool) async throws {
        let cluster = try await RedisCluster.start(masters: 3, replicas: 1)
        try await SessionApp(try store(cluster)).app.test(.live) { client async throws in
            let visitor = try await visitors(1, client)[0]
            let slot = HashSlot.of("sess:", visitor.sessionID)
            let old = try await cluster.masterNode(ofSlot: slot)
            // Writes that the replica has not received are lost, which is not tested here.
            try await eventually("the replica") {
                for node in try await cluster.replicas(of: old) where try await node.cli("dbsize") == "1" {
                    return true
                }
                return false
            }
            if hangs { old.setHanging(true) } else { try await old.kill() }
            let (views, _) = try await pourUntilAcknowledged(visitor)
            #expect(views >= 2)
            let new = try await cluster.newMaster(ofSlot: slot, insteadOf: old)
            #expect(try await new.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":\(views)"))
            // The node that counted as failed becomes the master again.
            if hangs { old.setHanging(false) } else { try await old.restart() }
            try await cluster.untilWhole()
            try await new.kill()
            #expect(try await pourUntilAcknowledged(visitor).views > views)
        }
    }

    /// The old connections stay open, and the old master responds with MOVED.
    @Test func aFailOverByHandIsFollowed() async throws {
        let cluster = try await RedisCluster.start()
        let recorder = LogRecorder()
        try await SessionApp(try store(cluster, recorder)).app.test(.live) { client async throws in
            let visitor = try await visitors(1, client)[0]
            let slot = HashSlot.of("sess:", visitor.sessionID)
            for round in 2...3 {
                let old = try await cluster.masterNode(ofSlot: slot)
                let replica = try #require(try await cluster.replicas(of: old).first)
                try await cluster.failOver(to: replica)
                #expect(try await pourUntilAcknowledged(visitor).views == round)
            }
            // Each loop that has served so far knows one of the masters, and one of them is the wrong one.
            try await eventually("the new topology", every: .milliseconds(50)) {
                try await Visitor(client, cookie: visitor.cookie).send(.get, "/look")
                return recorder.messages.contains { $0.contains("the cluster has changed") }
            }
        }
    }

    @Test func noPourIsLostWhileItsSlotMoves() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        try await SessionApp(try store(cluster)).app.test(.live) { client async throws in
            let visitor = try await visitors(1, client)[0]
            let slot = HashSlot.of("sess:", visitor.sessionID)
            let source = try await cluster.masterNode(ofSlot: slot)
            let target = try #require(cluster.nodes.first { $0.port != source.port })
            let poured = Ticket()
            async let failures = flood(client, "/pour", cookie: visitor.cookie, count: 200, at: 8, counting: poured)
            let move = try await cluster.move(ofSlot: slot, to: target)
            try await move.begin()
            try await eventually("some pours") { poured.taken > 40 }
            try await move.moveKeys()
            try await eventually("some pours") { poured.taken > 80 }
            try await move.finish()
            #expect(await failures == 0)
            #expect(try await target.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":201"))
        }
    }

    /// The tombstone of a session is in the session's own slot.
    @Test func aDestroyedSessionStaysDestroyedWhileItsSlotMoves() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let store = try store(cluster)
        try await SessionApp(store).app.test(.live) { client async throws in
            let visitor = try await visitors(1, client)[0]
            let slot = HashSlot.of("sess:", visitor.sessionID)
            #expect(slot == HashSlot.of(Array(store.tombstone(visitor.sessionID).utf8)))
            let source = try await cluster.masterNode(ofSlot: slot)
            let target = try #require(cluster.nodes.first { $0.port != source.port })
            let move = try await cluster.move(ofSlot: slot, to: target)
            try await move.begin()
            try await move.moveKeys()
            try await store.destroy(visitor.sessionID)
            try await move.finish()
            #expect(try await store.get(visitor.sessionID) == nil)
            #expect(try await visitor.send(.get, "/look").text == "0")
        }
    }

    /// The first node in the list is down, and the second one is not a Redis server.
    @Test func aNodeThatAnswersIsFoundInTheList() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let address = cluster.nodes[1].address
        let client = RedisClient(try RedisURL("redis+cluster://127.0.0.1:1,127.0.0.1:2,\(address)"))
        for key in ["a", "b", "c", "d"] {
            try await client.command("SET", key, key)
            #expect(try await client.command("GET", key).string == key)
        }
        let nobody = RedisClient(try RedisURL("redis+cluster://127.0.0.1:1"), timeout: .milliseconds(300))
        await #expect(throws: RedisError.self) { try await nobody.command("GET", "a") }
    }

    @Test func nodesBehindOtherAddressesAreMapped() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        for node in cluster.nodes {
            try await node.order("config", "set", "cluster-announce-hostname", "redis-\(node.port).example")
            try await node.order("config", "set", "cluster-preferred-endpoint-type", "hostname")
        }
        try await eventually("the names") {
            for node in cluster.nodes {
                let slots = try await node.cli("cluster", "slots")
                for other in cluster.nodes where !slots.contains("redis-\(other.port).example") { return false }
            }
            return true
        }
        var map: [RedisAddress: RedisAddress] = [:]
        for node in cluster.nodes {
            let port = UInt16(node.port)
            map[RedisAddress(host: "redis-\(port).example", port: port)] = RedisAddress(host: "127.0.0.1", port: port)
        }
        let client = RedisClient(try RedisURL(cluster.url), addressMap: map)
        for key in ["a", "b", "c", "d"] { try await client.command("SET", key, "1") }
        // Without the resolution, the names can't be reached.
        let other = RedisClient(try RedisURL(cluster.url), timeout: .milliseconds(500), logger: LogRecorder().logger)
        await #expect(throws: RedisError.self) { try await other.command("GET", "a") }
    }

    @Test func commandsOfManyKeysAndMessagesGoWhereTheyBelong() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let client = RedisClient(try RedisURL(cluster.url))
        #expect(
            try await client.command("EVAL", "return redis.call('SET', KEYS[1], ARGV[1])", 1, "x", "7").string == "OK")
        #expect(try await client.command("GET", "x").string == "7")
        #expect(try await client.command("MSET", "{t}a", 1, "{t}b", 2).string == "OK")
        await #expect(throws: RedisError.self) { try await client.command("MSET", "a", 1, "b", 2) }
        var messages = try await client.subscribe(to: "room").makeAsyncIterator()
        // The subscriber's node receives the message, whichever node it was published to.
        for number in 0..<6 {
            try await client.publish("room", "\(number)")
            #expect(try await messages.next()?.text == "\(number)")
        }
    }

    @Test func aClientOfOneServerIsToldOfTheCluster() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let recorder = LogRecorder()
        let url = try RedisURL("redis://\(cluster.nodes[0].address)")
        let store = RedisStore(RedisClient(url, logger: recorder.logger))
        try await eventually("an answer") {
            do {
                for id in ["a", "b", "c", "d", "e", "f"] { _ = try await store.get(id) }
                return false
            } catch {
                return "\(error)".contains("redis+cluster://")
            }
        }
        #expect(recorder.messages.filter { $0.contains("Redis is a node of a cluster") }.count == 1)
    }

    /// The user may not run scripts, and the slot is being moved.
    @Test func aSaveByTransactionFollowsASlotThatMoves() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        for node in cluster.nodes { try await node.order("acl", "setuser", "default", "-@scripting") }
        let store = RedisStore(RedisClient(try RedisURL(cluster.url), logger: LogRecorder().logger))
        try await SessionApp(store).app.test(.live) { client async throws in
            let visitor = Visitor(client)
            for views in 1...3 {
                let response = try await visitor.send(.post, "/pour")
                #expect(response.text == "\(views)")
            }
            let slot = HashSlot.of("sess:", visitor.sessionID)
            let source = try await cluster.masterNode(ofSlot: slot)
            let target = try #require(cluster.nodes.first { $0.port != source.port })
            let move = try await cluster.move(ofSlot: slot, to: target)
            try await move.begin()
            let response = try await visitor.send(.post, "/pour")
            #expect(response.text == "4")
            try await move.moveKeys()
            let moving = try await visitor.send(.post, "/pour")
            #expect(moving.status == 200, "between two nodes: \(moving.text)")
            try await move.finish()
            let after = try await visitor.send(.post, "/pour")
            #expect(after.status == 200, "\(after.text)")
        }
    }
}
