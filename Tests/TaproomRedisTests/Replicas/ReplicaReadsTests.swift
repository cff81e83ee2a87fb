import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// Sessions of requests that only read, loaded from replicas of real servers.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ReplicaReadsTests {
    /// A master whose new replicas are complete soon.
    private func startMaster() async throws -> RedisServer {
        try await RedisServer.start(
            arguments: ["--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"])
    }

    private func store(_ url: String, readsFromReplicas: Bool = true) throws -> RedisStore {
        var options = RedisStore.Options()
        options.readsFromReplicas = readsFromReplicas
        return RedisStore(RedisClient(try RedisURL(url), timeout: .seconds(20)), options: options)
    }

    /// An application with one event loop, because each loop has connections of its own.
    private func app(_ store: RedisStore) throws -> Application {
        let app = try SessionApp(store).app
        app.settings.threads = 1
        return app
    }

    /// Waits until a replica has the session with that many views.
    private func replicated(_ views: Int, _ visitor: Visitor, _ replica: RedisServer) async throws {
        try await eventually("\(views) views at the replica") {
            try await replica.cli("getrange", "sess:\(visitor.sessionID)", "0", "-1").contains("\"views\":\(views)")
        }
    }

    /// The number of GET and GETEX commands that a server has run.
    private func loads(_ server: RedisServer) async throws -> Int {
        let text = try await server.cli("info", "commandstats")
        return text.split(whereSeparator: \.isNewline).reduce(0) { sum, line in
            guard let match = line.firstMatch(of: /^cmdstat_get(?:ex)?:calls=(\d+)/) else { return sum }
            return sum + (Int(match.1) ?? 0)
        }
    }

    /// Looks until a replica has served a load.
    private func lookUntilReplicaServes(_ replica: RedisServer, _ visitor: Visitor) async throws {
        try await replicated(1, visitor, replica)
        let before = try await loads(replica)
        try await eventually("a load from the replica") {
            #expect(try await visitor.send(.get, "/look").text == "1")
            return try await loads(replica) > before
        }
    }

    private func poured(_ client: TestClient) async throws -> Visitor {
        let visitor = Visitor(client)
        #expect(try await visitor.send(.post, "/pour").text == "1")
        return visitor
    }

    /// Calls `body` with a visitor whose session the replica serves.
    private func withReplica(
        _ body: (_ master: RedisServer, _ replica: RedisServer, _ visitor: Visitor) async throws -> Void
    ) async throws {
        let master = try await startMaster()
        let replica = try await master.startReplica()
        try await app(store(master.url)).test(.live) { client async throws in
            let visitor = try await poured(client)
            try await lookUntilReplicaServes(replica, visitor)
            try await body(master, replica, visitor)
        }
    }

    @Test func noSessionIsLoadedFromAReplicaUnlessToldTo() async throws {
        let master = try await startMaster()
        let replica = try await master.startReplica()
        try await app(store(master.url, readsFromReplicas: false)).test(.live) { client async throws in
            let visitor = try await poured(client)
            for _ in 0..<20 { #expect(try await visitor.send(.get, "/look").text == "1") }
        }
        #expect(try await loads(replica) == 0)
    }

    @Test func requestsThatOnlyReadLoadFromTheReplica() async throws {
        try await withReplica { master, replica, visitor in
            let (onMaster, onReplica) = (try await loads(master), try await loads(replica))
            for _ in 0..<10 { #expect(try await visitor.send(.get, "/look").text == "1") }
            #expect(try await loads(master) == onMaster)
            #expect(try await loads(replica) == onReplica + 10)
            // A request that may change the session loads it from the master.
            for views in 2...11 { #expect(try await visitor.send(.post, "/pour").text == "\(views)") }
            // The script of a save runs GET, too.
            #expect(try await loads(master) >= onMaster + 10)
            #expect(try await loads(replica) == onReplica + 10)
            // The session lives on, although a replica can't touch it.
            _ = try await master.cli("expire", "sess:\(visitor.sessionID)", "5")
            try await visitor.send(.get, "/look")
            #expect(Int(try await master.cli("ttl", "sess:\(visitor.sessionID)")) ?? 0 > 5)
        }
    }

    @Test func aSessionThatTheReplicaDoesNotHaveIsLoadedFromTheMaster() async throws {
        try await withReplica { _, replica, visitor in
            _ = try await replica.cli("config", "set", "replica-read-only", "no")
            _ = try await replica.cli("del", "sess:\(visitor.sessionID)")
            #expect(try await visitor.send(.get, "/look").text == "1")
        }
    }

    @Test func aReplicaThatHasLostItsMasterServesNoReads() async throws {
        try await withReplica { _, replica, visitor in
            // Nothing listens on this port.
            _ = try await replica.cli("replicaof", "127.0.0.1", "1")
            #expect(try await visitor.send(.post, "/pour").text == "2")
            try await eventually("a load of the new value") {
                try await visitor.send(.get, "/look").text == "2"
            }
            let served = try await loads(replica)
            for _ in 0..<10 { #expect(try await visitor.send(.get, "/look").text == "2") }
            #expect(try await loads(replica) == served)
        }
    }

    @Test func aReplicaThatEndsIsReplacedByTheMaster() async throws {
        try await withReplica { _, replica, visitor in
            try await replica.kill()
            for _ in 0..<20 {
                let response = try await visitor.send(.get, "/look")
                #expect(response.status == 200)
                #expect(response.text == "1")
            }
        }
    }

    /// The handshake asks the replica for reads by READONLY. Without it, each read would be redirected.
    @Test func replicasOfAClusterServeReads() async throws {
        let cluster = try await RedisCluster.start()
        let (masters, replicas) = (cluster.nodes.prefix(3), cluster.nodes.dropFirst(3))
        func sum(_ nodes: ArraySlice<RedisServer>) async throws -> Int {
            var sum = 0
            for node in nodes { sum += try await loads(node) }
            return sum
        }
        try await app(store(cluster.url)).test(.live) { client async throws in
            var visitors: [Visitor] = []
            for _ in 0..<30 { visitors.append(try await poured(client)) }
            try await eventually("all sessions at the replicas") {
                var count = 0
                for replica in replicas { count += Int(try await replica.cli("dbsize")) ?? 0 }
                return count == visitors.count
            }
            for (index, replica) in replicas.enumerated() {
                try await eventually("a load from replica \(index)") {
                    for visitor in visitors { #expect(try await visitor.send(.get, "/look").text == "1") }
                    return try await loads(replica) > 0
                }
            }
            let (onMasters, onReplicas) = (try await sum(masters), try await sum(replicas))
            for visitor in visitors { #expect(try await visitor.send(.get, "/look").text == "1") }
            #expect(try await sum(masters) == onMasters)
            #expect(try await sum(replicas) == onReplicas + 30)
            // A replica of a cluster that ends is replaced by its master, too.
            try await replicas[3].kill()
            for visitor in visitors { #expect(try await visitor.send(.get, "/look").text == "1") }
            for visitor in visitors { #expect(try await visitor.send(.post, "/pour").text == "2") }
        }
    }
}
