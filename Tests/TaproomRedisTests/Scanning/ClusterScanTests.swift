import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// Scans over a real cluster whose masters change between two steps.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ClusterScanTests {
    private let recorder = LogRecorder()

    /// Makes a store with sessions at all masters.
    ///
    /// - Parameters:
    ///   - scanCount: about how many keys one step returns.
    ///   - timeout: the client's time-out, which is the most time that a scan waits for a fail-over.
    private func store(
        _ cluster: RedisCluster, scanCount: Int, timeout: Duration = .seconds(20)
    ) async throws -> (store: RedisStore, ids: Set<String>) {
        var options = RedisStore.Options()
        options.scanCount = scanCount
        let client = RedisClient(try RedisURL(cluster.url), timeout: timeout, logger: recorder.logger)
        let store = RedisStore(client, options: options)
        let ids = (0..<90).map { "visitor-\($0)" }
        for id in ids { try await store.set(id, SessionRecord(json: Array("{}".utf8), expires: nil, now: 0)) }
        return (store, Set(ids))
    }

    /// Waits until the replicas have all sessions.
    private func untilReplicated(_ count: Int, _ cluster: RedisCluster) async throws {
        try await eventually("the sessions at the replicas") {
            var sum = 0
            for replica in cluster.nodes.dropFirst(3) { sum += Int(try await replica.cli("dbsize")) ?? 0 }
            return sum == count
        }
    }

    /// Scans all ids. Calls `change` once, after the first of them.
    private func scan(_ store: RedisStore, _ change: () async throws -> Void) async throws -> [String] {
        var found: [String] = []
        try await store.forEachID { ids in
            if found.isEmpty { try await change() }
            found += ids
        }
        return found
    }

    /// The scan waits for the replica that takes over. The master that is killed is the one that is being scanned, or
    /// another one.
    @Test(arguments: [0, 2]) func allAreFoundAlthoughAMasterIsKilled(_ master: Int) async throws {
        let cluster = try await RedisCluster.start()
        let (store, ids) = try await store(cluster, scanCount: 5)
        try await untilReplicated(ids.count, cluster)
        let found = try await scan(store) { try await cluster.nodes[master].kill() }
        #expect(ids.subtracting(found).isEmpty)
        #expect(found.count == ids.count)
        #expect(try await store.keyCount() == ids.count)
    }

    /// The old master goes on to answer, as a replica. The client learns of that from other commands, or from the scan.
    @Test(arguments: [true, false]) func allAreFoundAfterAFailOverByHand(_ isNoticed: Bool) async throws {
        let cluster = try await RedisCluster.start()
        let (store, ids) = try await store(cluster, scanCount: 5)
        let found = try await scan(store) {
            try await cluster.failOver(to: cluster.nodes[3])
            guard isNoticed else { return }
            try await eventually("the new topology", every: .milliseconds(50)) {
                _ = try await store.inspect(Array(ids))
                return recorder.messages.contains { $0.contains("the cluster has changed") }
            }
        }
        #expect(ids.subtracting(found).isEmpty)
        #expect(found.count == ids.count)
    }

    @Test func aSlotThatMovesToAMasterScannedBeforeIsFound() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        // One step returns all sessions of a master.
        let (store, ids) = try await store(cluster, scanCount: 1000)
        let last = cluster.nodes[2]
        let key = try await last.cli("randomkey")
        let slot = HashSlot.of(Array(key.utf8))
        let found = try await scan(store) { try await cluster.moveSlot(slot, to: cluster.nodes[0]) }
        #expect(try await cluster.nodes[0].cli("exists", key) == "1")
        #expect(ids.subtracting(found).isEmpty)
        #expect(found.count == ids.count)
    }

    /// The slot is still on its way when the scan ends, and its keys lie at the master that was scanned first.
    @Test func aSlotOnItsWayToAMasterScannedBeforeIsFound() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let (store, ids) = try await store(cluster, scanCount: 1000)
        let slot = HashSlot.of(Array(try await cluster.nodes[2].cli("randomkey").utf8))
        let found = try await scan(store) {
            let move = try await cluster.move(ofSlot: slot, to: cluster.nodes[0])
            try await move.begin()
            try await move.moveKeys()
        }
        #expect(ids.subtracting(found).isEmpty)
        #expect(found.count == ids.count)
    }

    @Test func aScanThatClearsMissesNoSessionThatMoves() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let (store, ids) = try await store(cluster, scanCount: 1000)
        let slot = HashSlot.of(Array(try await cluster.nodes[2].cli("randomkey").utf8))
        var cleared = 0
        try await store.forEachID { ids in
            try await store.destroy(ids)
            if cleared == 0 { try await cluster.moveSlot(slot, to: cluster.nodes[0]) }
            cleared += ids.count
        }
        #expect(cleared == ids.count)
        #expect(try await store.count() == 0)
    }

    /// A page is asked for when one of its masters has just been lost.
    @Test(arguments: [true, false]) func sessionsAreListedAndClearedWhileAMasterIsLost(_ clears: Bool) async throws {
        let cluster = try await RedisCluster.start()
        let (store, ids) = try await store(cluster, scanCount: 5)
        try await untilReplicated(ids.count, cluster)
        var listed: Set<String> = []
        try await store.forEachID { page in
            if listed.isEmpty { try await cluster.nodes[0].kill() }
            #expect(try await Set(store.inspect(page).map(\.id)) == Set(page))
            listed.formUnion(page)
            if clears { try await store.destroy(page) }
        }
        #expect(listed == ids)
        #expect(try await store.count() == (clears ? 0 : ids.count))
    }

    /// The order of the keys is another one after each start. The commands between two steps notice the restart.
    @Test func allAreFoundAlthoughAMasterIsRestarted() async throws {
        let cluster = try await RedisCluster.start(
            replicas: 0, arguments: ["--appendonly", "yes", "--appendfsync", "always"])
        let (store, ids) = try await store(cluster, scanCount: 5)
        let found = try await scan(store) {
            try await cluster.nodes[0].restart()
            #expect(try await store.inspect(Array(ids)).count == ids.count)
        }
        #expect(ids.subtracting(found).isEmpty)
        #expect(found.count == ids.count)
    }

    /// The slots of the master that is away have no other one, so the scan fails as soon as the time-out is over.
    @Test func aMasterWithoutAReplicaEndsTheScanWithTheTimeOut() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let (store, _) = try await store(cluster, scanCount: 5, timeout: .milliseconds(500))
        await #expect(throws: SessionError.self) {
            _ = try await scan(store) { try await cluster.nodes[1].kill() }
        }
    }
}
