import TestSupport
import Testing

@testable import TaproomRedis

/// The findings in the replies of several servers, of a cluster and of sentinels.
@Suite struct DiagnosisTests {
    private func text(_ text: String) -> RedisValue { .bytes(Array(text.utf8)) }

    private func advice(_ findings: [RedisFinding]) -> [String] {
        findings.compactMap { if case .change(let advice) = $0.verdict { advice } else { nil } }
    }

    @Test func whatServersHaveInCommonIsToldOnce() {
        let same = RedisFinding("eviction", "noeviction")
        let (one, other) = (RedisFinding("clock", "right"), RedisFinding("clock", "wrong", .change("Set it.")))
        let findings = RedisFinding.merged([("a", [same, one]), ("b", [same, other]), ("c", [same, one])])
        #expect(
            findings == [
                same, RedisFinding("clock", "at a, c: right"), RedisFinding("clock", "at b: wrong", .change("Set it.")),
            ])
        #expect(RedisFinding.merged([("a", [one])]) == [one])
    }

    /// Returns CLUSTER SLOTS of masters by port, with or without a replica.
    private func slots(_ ranges: (first: Int, last: Int, port: Int, hasReplica: Bool)...) -> RedisValue {
        .array(
            ranges.map { first, last, port, hasReplica in
                let replica =
                    hasReplica ? [RedisValue.array([text("127.0.0.1"), .integer(port + 100), text("id")])] : []
                return .array(
                    [
                        .integer(first), .integer(last), .array([text("127.0.0.1"), .integer(port), text("id")]),
                    ] + replica)
            })
    }

    private func server(_ cluster: RedisValue, name: String = "a", replicas: Int = 0) -> ServerAnswers {
        var answers = ServerAnswers(name)
        answers.cluster = cluster
        answers.info = text("connected_slaves:\(replicas)\r\n")
        return answers
    }

    private var ok: [ServerAnswers] { [server(text("cluster_state:ok\r\n"))] }

    @Test func aWholeClusterIsWell() {
        let whole = ClusterFindings(
            slots: slots((0, 5000, 1, true), (5001, 10_000, 2, true), (10_001, 16_383, 3, true)))
        #expect(
            whole.findings(ok) == [
                RedisFinding("cluster", "3 masters serve all 16384 slots, and each has a replica")
            ])
        #expect(whole.findings([server(.error("NOPERM"))]).map(\.verdict) == [.unseen])
        #expect(advice(whole.findings([server(.error("NOPERM"))], usesCache: true)).count == 1)
        let split = slots(
            (0, 5000, 1, true), (5001, 10_000, 2, true), (10_001, 16_000, 3, true), (16_001, 16_383, 1, true))
        #expect(ClusterFindings(slots: split).findings(ok).map(\.verdict) == [.well])
    }

    @Test func whatAClusterMissesIsTold() {
        let hole = ClusterFindings(slots: slots((0, 5000, 1, true), (5001, 9999, 2, true), (10_001, 16_383, 3, true)))
        #expect(hole.findings(ok).map(\.fact) == ["1 of 16384 slots have no master"])
        let alone = ClusterFindings(
            slots: slots((0, 5000, 1, true), (5001, 10_000, 2, false), (10_001, 16_383, 3, true)))
        #expect(alone.findings(ok).map(\.fact) == ["no replica: 127.0.0.1:2"])
        let new = server(text("cluster_state:ok\r\n"), name: "127.0.0.1:2", replicas: 1)
        #expect(alone.findings([new]).map(\.verdict) == [.well], "a replica that has just begun")
        let small = ClusterFindings(slots: slots((0, 5000, 1, true), (5001, 16_383, 2, true)))
        #expect(small.findings(ok).map(\.fact) == ["there are 2 masters"])
        #expect(
            small.findings([server(text("cluster_state:fail\r\n"))]).first?.fact
                == "cluster_state is not ok: a says fail")
        #expect(advice(ClusterFindings(slots: .error("NOPERM")).findings([])).count == 2, "no slots, no masters")
    }

    private func sentinel(others: Int, replicas: Int, quorum: RedisValue = .status("OK 3 usable")) -> SentinelAnswers {
        var answers = SentinelAnswers("a")
        answers.master = .array(
            [
                "name", "mymaster", "num-slaves", "\(replicas)", "num-other-sentinels", "\(others)", "quorum", "2",
            ].map(text))
        answers.quorum = quorum
        return answers
    }

    @Test func whatSentinelsMissIsTold() {
        #expect(
            sentinel(others: 2, replicas: 1).findings == [
                RedisFinding("sentinel", "3 sentinels, quorum 2, 1 replica")
            ])
        #expect(advice(sentinel(others: 1, replicas: 1).findings).map { $0.contains("Run three") } == [true])
        #expect(sentinel(others: 0, replicas: 2).findings.map(\.fact) == ["it is the only one"])
        #expect(advice(sentinel(others: 2, replicas: 0).findings).map { $0.contains("take over") } == [true])
        let lost = sentinel(others: 2, replicas: 2, quorum: .error("NOQUORUM 1 usable Sentinels."))
        #expect(lost.findings.map(\.fact) == ["NOQUORUM 1 usable Sentinels."])
        var silent = SentinelAnswers("a")
        silent.failure = "connection refused"
        #expect(advice(silent.findings) == ["Start it, or leave it out of the URL."])
        silent.failure = nil
        silent.master = .error("NOPERM")
        #expect(silent.findings.map(\.verdict) == [.unseen])
    }
}

/// The store's diagnosis of real servers.
@Suite(.timeLimit(.minutes(2))) struct StoreDiagnosisTests {
    private let recorder = LogRecorder()

    private func store(_ url: String, _ durability: Durability = .none) throws -> RedisStore {
        var options = RedisStore.Options()
        options.durability = durability
        return RedisStore(
            RedisClient(try RedisURL(url), timeout: .seconds(20), logger: recorder.logger), options: options)
    }

    private func advice(_ findings: [RedisFinding], _ subject: String) -> String {
        findings.compactMap {
            if $0.subject == subject, case .change(let advice) = $0.verdict { advice } else { nil }
        }.joined(separator: " ")
    }

    /// The user may, or may not, query Redis for permissions (`ACL DRYRUN`).
    @Test(arguments: ["+acl", "-acl"]) func aUserWhoMayNotDoAllIsTold(_ rule: String) async throws {
        let redis = try await RedisServer.start()
        #expect(
            try await redis.cli(
                "acl", "setuser", "beer", "on", ">secret", "~sess:*", "~gone{sess:*", "+@all", "-@admin", "-evalsha",
                "-info",
                "-time", rule) == "OK")
        let findings = try await store("redis://beer:secret@\(redis.address)").diagnose()
        #expect(advice(findings, "permissions").contains("ACL SETUSER beer +evalsha ~sess:* ~gone{sess:*."))
        #expect(findings.contains { $0.fact.contains(/by (transactions|SET … IFEQ)/) })
        for subject in ["eviction", "persistence", "clock"] {
            #expect(findings.contains { $0.subject == subject && $0.verdict == .unseen }, "\(subject)")
        }
        #expect(try await redis.cli("dbsize") == "0", "nothing is left of asking")
    }

    @Test func whatReplicasMissIsTold() async throws {
        let redis = try await RedisServer.start()
        let replica = try await redis.startReplica()
        #expect(advice(try await store(replica.url).diagnose(), "server").contains("name its master"))
        var findings = try await store(redis.url, .replicas(1)).diagnose()
        #expect(advice(findings, "replicas").contains("min-replicas-to-write"))
        try await redis.order("config", "set", "min-replicas-to-write", "1")
        findings = try await store(redis.url, .replicas(1)).diagnose()
        #expect(advice(findings, "replicas") == "")
        findings = try await store(redis.url, .replicas(2, within: .milliseconds(50))).diagnose()
        #expect(advice(findings, "replicas").contains("Add replicas"))
    }

    @Test func sentinelsAreAsked() async throws {
        let set = try await RedisSentinels.start()
        var findings = try await store(set.url).diagnose()
        #expect(findings.contains { $0.fact == "3 sentinels, quorum 2, 2 replicas" }, "\(findings)")
        #expect(advice(findings, "sentinel") == "")
        for sentinel in set.sentinels[1...] { try await sentinel.kill() }
        try await eventually("the sentinel to see the others down") {
            try await set.sentinels[0].cli("sentinel", "ckquorum", "mymaster").contains("NOQUORUM")
        }
        findings = try await store(set.url).diagnose()
        #expect(advice(findings, "sentinel").contains("without their majority"))
        #expect(advice(findings, "sentinel").contains("Start it"))
    }

    /// The other masters are checked, and the slots of the missing one are reported.
    @Test func aMasterThatIsDownHidesNoOther() async throws {
        let cluster = try await RedisCluster.start(replicas: 0)
        try await cluster.nodes[1].kill()
        let client = RedisClient(
            try RedisURL(cluster.url), timeout: .milliseconds(500), logger: recorder.logger)
        let findings = try await RedisStore(client).diagnose()
        #expect(advice(findings, "server").contains("Bring it back"))
        #expect(findings.filter { $0.subject == "server" }.count == 3)
        #expect(findings.contains { $0.fact.contains("no replica: ") })
    }

    @Test func theLogTellsOnceHowSessionsAreSaved() async throws {
        let redis = try await RedisServer.start()
        let store = try store(redis.url)
        for _ in 0..<3 { try await store.check() }
        try await eventually("the log") { recorder.messages.contains { $0.hasPrefix("sessions are saved by ") } }
        try await store.check()
        #expect(recorder.messages.filter { $0.hasPrefix("sessions are saved by ") }.count == 1)
        #expect(recorder.messages.contains { $0.contains(/server: (redis|valkey) \d/) })
    }
}
