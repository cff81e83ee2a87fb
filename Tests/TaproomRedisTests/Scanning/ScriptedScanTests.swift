import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// Scans over the nodes of a cluster whose replies follow a script.
@Suite(.timeLimit(.minutes(1))) struct ScriptedScanTests {
    private func store(_ cluster: ScriptedCluster, timeout: Duration = .seconds(10)) throws -> RedisStore {
        RedisStore(try cluster.client(timeout: timeout))
    }

    /// A reply to SCAN with one session.
    private static func reply(_ cursor: Int, _ id: String) -> String {
        let key = "sess:\(id)"
        return "*2\r\n$\("\(cursor)".utf8.count)\r\n\(cursor)\r\n*1\r\n$\(key.utf8.count)\r\n\(key)\r\n"
    }

    /// The cursors that a node has received.
    private func cursors(_ cluster: ScriptedCluster, at node: Int) -> [String] {
        cluster.commands("SCAN", at: node).map { $0.words[1] }
    }

    @Test func aTopologyThatIsTheSameEndsTheScan() async throws {
        let cluster = try ScriptedCluster(1) { _, command in Self.reply(command.count == 1 ? 5 : 0, "\(command.count)")
        }
        defer { cluster.end() }
        #expect(try await store(cluster).ids() == ["1", "2"])
        #expect(cursors(cluster, at: 0) == ["0", "5"])
        #expect(cluster.commands("CLUSTER").map { $0.words[1] } == ["SLOTS", "SLOTS", "NODES"])
    }

    /// All slots move after the first step. The rest of the old master's keys is not missing, either.
    @Test func aTopologyThatHasChangedBeginsTheScanAnew() async throws {
        let cluster = try ScriptedCluster(2) { _, command in
            Self.reply(command.node == 0 && command.count == 1 ? 5 : 0, "\(command.node)\(command.count)")
        }
        defer { cluster.end() }
        let store = try store(cluster)
        let (ids, next) = try await store.ids(from: nil)
        #expect(ids == ["01"])
        cluster.master = 1
        var found = ids
        var cursor = next
        while let text = cursor {
            let step = try await store.ids(from: text)
            found += step.ids
            cursor = step.next
        }
        #expect(found == ["01", "02", "11"])
        #expect(cursors(cluster, at: 0) == ["0", "5"])
        #expect(cursors(cluster, at: 1) == ["0"])
    }

    /// A master that was restarted does not know the cursor.
    @Test(arguments: ["LOADING Redis is loading", "CLUSTERDOWN The cluster is down", "MOVED 1 127.0.0.1:1"])
    func whatIsRefusedForTheMomentIsScannedFromTheBeginning(_ message: String) async throws {
        let cluster = try ScriptedCluster(1) { _, command in
            if command.words[0] == "DBSIZE" { return command.count == 1 ? "-\(message)\r\n" : ":7\r\n" }
            switch command.count {
            case 1: return Self.reply(5, "1")
            case 2: return "-\(message)\r\n"
            default: return Self.reply(0, "\(command.count)")
            }
        }
        defer { cluster.end() }
        let store = try store(cluster)
        #expect(try await store.ids() == ["1", "3"])
        #expect(cursors(cluster, at: 0) == ["0", "5", "0"])
        #expect(try await store.keyCount() == 7)
    }

    @Test func whatIsRefusedForEverEndsWithTheTimeOut() async throws {
        let cluster = try ScriptedCluster(1) { _, _ in "-CLUSTERDOWN The cluster is down\r\n" }
        defer { cluster.end() }
        let store = try store(cluster, timeout: .milliseconds(1500))
        let error = await #expect(throws: SessionError.self) { try await store.ids() }
        #expect(error?.description.contains("CLUSTERDOWN The cluster is down") == true)
        #expect(cluster.commands("SCAN").count > 1)
        await #expect(throws: SessionError.self) { try await store.keyCount() }
    }

    @Test func anyOtherErrorIsThrownAtOnce() async throws {
        let cluster = try ScriptedCluster(1) { _, _ in "-NOPERM no permissions to run the 'scan' command\r\n" }
        defer { cluster.end() }
        let store = try store(cluster)
        let error = await #expect(throws: SessionError.self) { try await store.ids() }
        #expect(error?.description.contains("NOPERM") == true)
        #expect(cluster.commands("SCAN").count == 1)
    }

    @Test(arguments: ["", "17", "0 0 0 zz 0", "0 0 0 1 0 nowhere"]) func aTextOfAnotherScanIsAnError(_ text: String)
        async throws
    {
        let cluster = try ScriptedCluster(1) { _, _ in Self.reply(0, "1") }
        defer { cluster.end() }
        let store = try store(cluster)
        await #expect(throws: SessionError.self) { try await store.ids(from: text) }
        #expect(cluster.commands("SCAN").isEmpty)
    }
}
