import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// Scans over a real cluster whose masters change between two steps.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ClusterScanTests {
    private let recorder = LogRecorder()

    /// Makes a store with sessions at all masters.
    private func sessions(
        _ cluster: RedisCluster, scanCount: Int, timeout: Duration = .seconds(20)
    ) async throws -> ScannedSessions {
        try await ScannedSessions(cluster.url, scanCount: scanCount, timeout: timeout, logger: recorder.logger)
    }

    /// Returns the key of a session at the master that is scanned last, and its slot.
    private func lastSlot(_ cluster: RedisCluster) async throws -> (key: String, slot: Int) {
        let key = try await cluster.nodes[2].cli("randomkey")
        return (key, HashSlot.of(Array(key.utf8)))
    }

    /// Waits until the replicas have all sessions.
    private func untilReplicated(_ count: Int, _ cluster: RedisCluster) async throws {
        try await eventually("the sessions at the replicas") {
            var sum = 0
            for replica in cluster.nodes.dropFirst(3) { sum += Int(try await replica.cli("dbsize")) ?? 0 }
            return sum == count
        }
    }

    /// The scan waits for the replica that takes over. The master that is killed is the one that is being scanned, or
    /// another one.
    @Test(arguments: [0, 2]) func allAreFoundAlthoughAMasterIsKilled(_ master: Int) async throws {
        let cluster = try await RedisCluster.start()
        let sessions = try await sessions(cluster, scanCount: 5)
        try await untilReplicated(sessions.ids.count, cluster)
        try await sessions.scan { try await cluster.nodes[master].kill() }
        #expect(try await sessions.store.keyCount() == sessions.ids.count)
    }

    /// The old master goes on to answer, as a replica. The client learns of that from other commands, or from the scan.
    @Test(arguments: [true, false]) func allAreFoundAfterAFailOverByHand(_ isNoticed: Bool) async throws {
        let cluster = try await RedisCluster.start()
        let sessions = try await sessions(cluster, scanCount: 5)
        try await sessions.scan {
            try await cluster.failOver(to: cluster.nodes[3])
            guard isNoticed else { return }
            try await eventually("the new topology", every: .milliseconds(50)) {
                _ = try await sessions.store.inspect(Array(sessions.ids))
                return recorder.messages.contains { $0.contains("the cluster has changed") }
            }
        }
    }

    @Test func aSlotThatMovesToAMasterScannedBeforeIsFound() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        // One step returns all sessions of a master.
        let sessions = try await sessions(cluster, scanCount: 1000)
        let (key, slot) = try await lastSlot(cluster)
        try await sessions.scan { try await cluster.moveSlot(slot, to: cluster.nodes[0]) }
        #expect(try await cluster.nodes[0].cli("exists", key) == "1")
    }

    /// The slot is still on its way when the scan ends, and its keys lie at the master that was scanned first.
    @Test func aSlotOnItsWayToAMasterScannedBeforeIsFound() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let sessions = try await sessions(cluster, scanCount: 1000)
        let slot = try await lastSlot(cluster).slot
        try await sessions.scan {
            let move = try await cluster.move(ofSlot: slot, to: cluster.nodes[0])
            try await move.begin()
            try await move.moveKeys()
        }
    }

    @Test func aScanThatClearsMissesNoSessionThatMoves() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let sessions = try await sessions(cluster, scanCount: 1000)
        let slot = try await lastSlot(cluster).slot
        var cleared = 0
        try await sessions.store.forEachID { page in
            try await sessions.store.destroy(page)
            if cleared == 0 { try await cluster.moveSlot(slot, to: cluster.nodes[0]) }
            cleared += page.count
        }
        #expect(cleared == sessions.ids.count)
        #expect(try await sessions.store.count() == 0)
    }

    /// A page is asked for when one of its masters has just been lost.
    @Test(arguments: [true, false]) func sessionsAreListedAndClearedWhileAMasterIsLost(_ clears: Bool) async throws {
        let cluster = try await RedisCluster.start()
        let sessions = try await sessions(cluster, scanCount: 5)
        try await untilReplicated(sessions.ids.count, cluster)
        try await sessions.list(clears: clears) { try await cluster.nodes[0].kill() }
    }

    /// The order of the keys is another one after each start. The commands between two steps notice the restart.
    @Test func allAreFoundAlthoughAMasterIsRestarted() async throws {
        let cluster = try await RedisCluster.start(
            replicas: 0, arguments: ["--appendonly", "yes", "--appendfsync", "always"])
        let sessions = try await sessions(cluster, scanCount: 5)
        try await sessions.scan {
            try await cluster.nodes[0].restart()
            #expect(try await sessions.store.inspect(Array(sessions.ids)).count == sessions.ids.count)
        }
    }

    /// The slots of the master that is away have no other one, so the scan fails as soon as the time-out is over.
    @Test func aMasterWithoutAReplicaEndsTheScanWithTheTimeOut() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        let sessions = try await sessions(cluster, scanCount: 5, timeout: .milliseconds(500))
        await #expect(throws: SessionError.self) {
            try await sessions.scan { try await cluster.nodes[1].kill() }
        }
    }
}
