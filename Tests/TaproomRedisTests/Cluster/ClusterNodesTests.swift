import TaproomNet
import TestSupport
import Testing

@testable import TaproomRedis

/// The client's reaction to the replies of a cluster's nodes, which follow a script.
@Suite(.timeLimit(.minutes(1))) struct ClusterNodesTests {
    /// Keys in different slots.
    private static let keys = (0..<40).map { "key\($0)" }

    private static func moved(_ command: ScriptedCluster.Command, _ address: String) -> String {
        "-MOVED \(HashSlot.of(Array(command.words[1].utf8))) \(address)\r\n"
    }

    private static func ok(_ command: ScriptedCluster.Command) -> String { "+\(command.node)\r\n" }

    /// Sends GET for all keys. Returns the nodes that have replied.
    private func get(_ client: RedisClient) async throws -> Set<String> {
        try await withThrowingTaskGroup(of: String?.self) { group in
            for key in Self.keys { group.addTask { try await client.command("GET", key).string } }
            return try await group.reduce(into: []) { $0.insert($1 ?? "") }
        }
    }

    /// A cluster of two nodes, of which the other one redirects to `master`.
    private static func movableCluster() throws -> ScriptedCluster {
        try ScriptedCluster(2) { cluster, command in
            guard command.node != cluster.master else { return ok(command) }
            return moved(command, "127.0.0.1:\(cluster.port(cluster.master))")
        }
    }

    /// The topology never becomes current, so each command is redirected, except for slots that are known by then.
    @Test func howeverManyAreRedirectedTheTopologyIsAskedForOnceASecond() async throws {
        let cluster = try ScriptedCluster(2) { cluster, command in
            command.node == 0 ? Self.moved(command, "127.0.0.1:\(cluster.port(1))") : Self.ok(command)
        }
        defer { cluster.end() }
        let client = try cluster.client()
        let start = ContinuousClock.now
        try await eventually("three queries", every: .milliseconds(20)) {
            let nodes = try await get(client)
            #expect(nodes == ["1"])
            let queries = cluster.commands("CLUSTER").count
            #expect(queries <= 1 + Int((ContinuousClock.now - start).components.seconds))
            return queries >= 3
        }
        #expect(cluster.commands("GET", at: 0).count >= 2 * Self.keys.count)
        // Each command was executed once.
        #expect(cluster.commands("GET", at: 1).count % Self.keys.count == 0)
    }

    @Test func aDurableWriteIsMadeAtTheNewNodeOfAKeyOnItsWay() async throws {
        let cluster = try ScriptedCluster(2) { cluster, command in
            switch (command.node, command.words[0]) {
            case (_, "WAIT"): ":1\r\n"
            case (0, _): "-ASK \(HashSlot.of(Array(command.words[1].utf8))) 127.0.0.1:\(cluster.port(1))\r\n"
            case (_, "ASKING"): "+OK\r\n"
            case (_, _) where cluster.commands("ASKING", at: 1).count < command.count:
                Self.moved(command, "127.0.0.1:\(cluster.port(0))")
            default: Self.ok(command)
            }
        }
        defer { cluster.end() }
        let client = try cluster.client()
        let reply = try await client.send(.keyBytes([0x61]), .replicas(1, within: .seconds(5)), by: nil) {
            $0.write(["SET", "a", "1"])
        }
        #expect(reply == .status("1"))
        #expect(cluster.commands("SET", at: 1).count == 1)
        #expect(cluster.commands("WAIT", at: 1).count == 1)
    }

    @Test func theConnectionsToANodeThatHasLeftEnd() async throws {
        let cluster = try Self.movableCluster()
        defer { cluster.end() }
        let client = try cluster.client()
        #expect(try await client.command("GET", "a").string == "0")
        #expect(cluster.openConnections(0) > 0)
        cluster.master = 1
        #expect(try await client.command("GET", "a").string == "1")
        try await eventually("the end of the connections to the old node") { cluster.openConnections(0) == 0 }
        #expect(try await client.command("GET", "a").string == "1")
    }

    /// The time-out of a command is an hour, so the test would exceed its limit if it waited.
    @Test func aNodeThatHasBeenAwayForLongIsNotWaitedFor() async throws {
        let cluster = try ScriptedCluster(1) { _, command in Self.ok(command) }
        defer { cluster.end() }
        let client = try cluster.client(timeout: .seconds(3600))
        #expect(try await client.command("GET", "a").string == "0")
        let loop = try client.startedOwnLoop()
        let error = await #expect(throws: RedisError.self) {
            try await loop.run {
                let node = try #require(client.connections.on(loop).cluster?.servingNode(nil))
                node.connection.lose("it is away")
                node.connection.lostSince = loop.now &- client.timeout.nanoseconds &- 1
                _ = try await client.command("GET", "a")
            }
        }
        #expect(error?.description == "Redis can't be reached: it is away")
    }

    /// The node that reported changes to its sessions does not serve it any more.
    @Test func theCacheKeepsNoSessionOfASlotThatHasMoved() async throws {
        let cluster = try ScriptedCluster(2) { cluster, command in
            switch command.words[0] {
            case "ACL": "-ERR unknown command 'ACL'\r\n"
            case "CLIENT": command.words[1] == "ID" ? ":1\r\n" : "+OK\r\n"
            case "SUBSCRIBE": "*3\r\n$9\r\nsubscribe\r\n$20\r\n__redis__:invalidate\r\n:1\r\n"
            case _ where command.node != cluster.master:
                Self.moved(command, "127.0.0.1:\(cluster.port(cluster.master))")
            case "PTTL": ":60000\r\n"
            default: "$1\r\n\(command.node)\r\n"
            }
        }
        defer { cluster.end() }
        let client = try cluster.client()
        var options = RedisStore.Options()
        options.cacheLimit = 10
        let store = RedisStore(client, options: options)
        let loop = try client.startedOwnLoop()
        try await eventually("the session in the cache") {
            try await loop.run {
                _ = try await store.get("one{slot}")
                guard store.cache?.json("one{slot}") == [0x30] else { return false }
                cluster.master = 1
                // Redirected, before the topology could be read again.
                #expect(try await client.command("GET", "sess:other{slot}").string == "1")
                #expect(try await store.get("one{slot}") == [0x31])
                return true
            }
        }
    }

    @Test func theTopologyIsReadAgainAfterARedirect() async throws {
        let cluster = try Self.movableCluster()
        defer { cluster.end() }
        let client = try cluster.client()
        #expect(try await client.command("GET", "a").string == "0")
        let old = try await get(client)
        #expect(old == ["0"])
        #expect(cluster.commands("CLUSTER").count == 1)
        cluster.master = 1
        // A slot that has moved is known at once, and the others when the topology has been read.
        #expect(try await client.command("GET", "a").string == "1")
        #expect(try await client.command("GET", "a").string == "1")
        #expect(cluster.commands("GET", at: 0).count == Self.keys.count + 2)
        // Each attempt uses a key in another slot.
        var number = 0
        try await eventually("the end of redirects") {
            number += 1
            let before = cluster.commands("GET", at: 0).count
            let node = try await client.command("GET", "other\(number)").string
            #expect(node == "1")
            return cluster.commands("GET", at: 0).count == before
        }
        #expect(cluster.commands("CLUSTER").count >= 2)
        let before = cluster.commands("GET", at: 0).count
        let new = try await get(client)
        #expect(new == ["1"])
        #expect(cluster.commands("GET", at: 0).count == before)
    }

    /// The host is that of the node that sends the redirect.
    @Test(arguments: ["", "?"]) func aRedirectWithoutAHostIsFollowed(_ host: String) async throws {
        let cluster = try ScriptedCluster(2) { cluster, command in
            command.node == 0 ? Self.moved(command, "\(host):\(cluster.port(1))") : Self.ok(command)
        }
        defer { cluster.end() }
        #expect(try await cluster.client().command("GET", "a").string == "1")
    }

    @Test func aKeyOnItsWayIsAskedForAtItsNewNode() async throws {
        let cluster = try ScriptedCluster(2) { cluster, command in
            switch (command.node, command.words[0]) {
            case (0, _): "-ASK \(HashSlot.of(Array(command.words[1].utf8))) 127.0.0.1:\(cluster.port(1))\r\n"
            case (_, "ASKING"): "+OK\r\n"
            // A command without an ASKING of its own is redirected.
            case (_, _) where cluster.commands("ASKING", at: 1).count < command.count: "-MOVED 1 127.0.0.1:1\r\n"
            default: Self.ok(command)
            }
        }
        defer { cluster.end() }
        let client = try cluster.client()
        for _ in 0..<3 { #expect(try await client.command("GET", "a").string == "1") }
        // The slot still belongs to the first node.
        #expect(cluster.commands("GET", at: 0).count == 3)
        #expect(cluster.commands("ASKING", at: 1).count == 3)
    }

    /// Makes two nodes that redirect all commands to each other.
    private static func disagreeing(_ word: String) throws -> ScriptedCluster {
        try ScriptedCluster(2) { cluster, command in
            if command.words[0] == "ASKING" { return "+OK\r\n" }
            let slot = HashSlot.of(Array(command.words[1].utf8))
            return "-\(word) \(slot) 127.0.0.1:\(cluster.port(1 - command.node))\r\n"
        }
    }

    /// Without a limit, this would never end.
    @Test(arguments: ["MOVED", "ASK"]) func aCommandThatNodesSendToOneAnotherEndsInAnError(_ word: String) async throws
    {
        let cluster = try Self.disagreeing(word)
        defer { cluster.end() }
        let client = try cluster.client()
        let error = await #expect(throws: RedisError.self) { try await client.command("GET", "a") }
        #expect(error?.description.contains("disagree") == true)
        #expect((2...17).contains(cluster.commands("GET").count))
    }

    /// A command that the server refuses for the moment is sent again.
    @Test(arguments: ["TRYAGAIN Multiple keys request", "CLUSTERDOWN The cluster is down", "LOADING Redis is loading"])
    func whatIsRefusedForTheMomentIsSentAgain(_ message: String) async throws {
        let cluster = try ScriptedCluster(1) { _, command in
            command.count < 4 ? "-\(message)\r\n" : Self.ok(command)
        }
        defer { cluster.end() }
        #expect(try await cluster.client().command("GET", "a").string == "0")
        #expect(cluster.commands("GET").map(\.words) == Array(repeating: ["GET", "a"], count: 4))
    }

    @Test func whatIsRefusedForEverEndsWithTheTimeOut() async throws {
        let cluster = try ScriptedCluster(1) { _, _ in "-CLUSTERDOWN The cluster is down\r\n" }
        defer { cluster.end() }
        let client = try cluster.client(timeout: .milliseconds(300))
        let error = await #expect(throws: RedisError.self) { try await client.command("GET", "a") }
        switch error {
        case .unreachable(let reason): #expect(reason == "CLUSTERDOWN The cluster is down")
        // The last attempt may have come late.
        case .timedOut: break
        default: Issue.record("another end: \(String(describing: error))")
        }
        #expect(cluster.commands("GET").count > 1)
    }

    /// An error of the command is its reply.
    @Test(arguments: ["ERR unknown command", "MOVED 16384 127.0.0.1:1", "CROSSSLOT Keys don't hash to the same slot"])
    func anyOtherErrorIsTheReply(_ message: String) async throws {
        let cluster = try ScriptedCluster(1) { _, _ in "-\(message)\r\n" }
        defer { cluster.end() }
        let client = try cluster.client()
        let error = await #expect(throws: RedisError.self) { try await client.command("GET", "a") }
        #expect(error?.description == "Redis answered: \(message)")
        #expect(cluster.commands("GET").count == 1)
    }

    /// Commands that are sent together are redirected one by one, and their replies keep their positions.
    @Test func commandsThatAreSentTogetherAreRedirected() async throws {
        let cluster = try ScriptedCluster(2) { cluster, command in
            guard command.node == 0, command.words[1] != "key7" else { return "+\(command.words[1])\r\n" }
            return Self.moved(command, "127.0.0.1:\(cluster.port(1))")
        }
        defer { cluster.end() }
        let commands = Self.keys.map { key in RoutedCommand(.keyBytes(Array(key.utf8))) { $0.write(["GET", key]) } }
        let replies = try await cluster.client().send(commands)
        #expect(replies == Self.keys.map { .status($0) })
        #expect(cluster.commands("GET", at: 0).count == Self.keys.count)
        #expect(cluster.commands("GET", at: 1).count == Self.keys.count - 1)
    }

    /// The node serves no command before it has refused the last one twice. One by one, the first would be sent in vain
    /// until the time-out.
    @Test func commandsThatAreRefusedForTheMomentAreSentAgainTogether() async throws {
        let last = try #require(Self.keys.last)
        let cluster = try ScriptedCluster(1) { cluster, command in
            let served = cluster.commands("GET").count { $0.words == ["GET", last] } > 2
            return served ? "+\(command.words[1])\r\n" : "-CLUSTERDOWN The cluster is down\r\n"
        }
        defer { cluster.end() }
        let commands = Self.keys.map { key in RoutedCommand(.keyBytes(Array(key.utf8))) { $0.write(["GET", key]) } }
        let replies = try await cluster.client().send(commands)
        #expect(replies == Self.keys.map { .status($0) })
    }

    /// The limit of redirects holds after the topology is known, too.
    @Test(arguments: ["MOVED", "ASK"]) func theRedirectLimitHoldsTwice(_ word: String) async throws {
        let cluster = try Self.disagreeing(word)
        defer { cluster.end() }
        let client = try cluster.client()
        for round in 1...3 {
            await #expect(throws: RedisError.self) { try await client.command("GET", "a") }
            #expect(cluster.commands("GET").count <= 17 * round)
        }
    }

    /// A list whose first element is `message` is not a message on a connection without subscriptions.
    @Test func aReplyThatLooksLikeAMessageIsAReply() async throws {
        let cluster = try ScriptedCluster(1) { _, command in
            command.words[0] == "LRANGE"
                ? "*3\r\n$7\r\nmessage\r\n$3\r\ntwo\r\n$5\r\nthree\r\n" : "+\(command.words[1])\r\n"
        }
        defer { cluster.end() }
        let client = try cluster.client()
        async let list = client.command("LRANGE", "list", 0, -1).elements?.count
        async let other = client.command("GET", "other").string
        #expect(try await list == 3)
        #expect(try await other == "other")
        #expect(try await client.command("GET", "last").string == "last")
    }

    /// A node that responds with CLUSTERDOWN may know less than the others.
    @Test func theNodeThatIsDownIsAskedLastForTheTopology() async throws {
        let cluster = try ScriptedCluster(2) { _, command in
            command.node == 0 && command.words[0] == "GET" ? "-CLUSTERDOWN The cluster is down\r\n" : "+OK\r\n"
        }
        defer { cluster.end() }
        let client = RedisClient(
            try RedisURL("redis+cluster://127.0.0.1:\(cluster.port(0)),127.0.0.1:\(cluster.port(1))"),
            timeout: .milliseconds(300), logger: LogRecorder().logger)
        _ = try? await client.command("GET", "a")
        try await eventually("a question to the other node") { !cluster.commands("CLUSTER", at: 1).isEmpty }
    }
}
